import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { DetailPane } from './detail/detail-pane.tsx';
import { Overview } from './overview/overview.tsx';
import { Boundary } from './parts/boundary.tsx';
import { StoreProvider, useStore } from './parts/context.ts';
import { KeyMap } from './parts/key-map.tsx';
import { keyActs } from './parts/keys.ts';
import { clampPane, DETAIL_PX, SIDEBAR_PX } from './parts/layout.ts';
import { Splitter } from './parts/splitter.tsx';
import { useTheme } from './parts/theme.ts';
import { Sessions } from './sessions/sessions.tsx';
import { Bars } from './status/bars.tsx';
import { EmptyState } from './status/empty.tsx';
import { StatusLine } from './status/status-line.tsx';
import type { Store } from './store.ts';
import { texts } from './texts.ts';
import { Timeline } from './timeline/timeline.tsx';
import { ChipBar } from './toolbar/chip-bar.tsx';
import { Toolbar } from './toolbar/toolbar.tsx';
import { VIEWS } from './views/views.tsx';

export function App({ store }: { readonly store: Store }): JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const dropping = useSignal(false);
  const theme = useTheme(store.host.theme);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const measure = (): void => {
      store.size.value = { widthPx: element.clientWidth, heightPx: element.clientHeight };
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [store]);

  return (
    <StoreProvider value={store}>
      <div
        ref={root}
        class="sio"
        data-theme={theme}
        data-host={store.host.kind}
        data-testid="sioscope"
        onKeyDown={(event) => keyActs(event, store)}
        onDragOver={(event) => {
          if (!event.dataTransfer?.types.includes('Files')) return;
          event.preventDefault();
          dropping.value = true;
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) dropping.value = false;
        }}
        onDrop={(event) => {
          dropping.value = false;
          const file = event.dataTransfer?.files[0];
          if (!file) return;
          event.preventDefault();
          void store.importFile(file);
        }}
      >
        <Boundary store={store}>
          <Toolbar />
          <ChipBar />
          <Panes />
          <Bars />
          <StatusLine />
          <KeyMap />
          {dropping.value && <div class="drop">{texts.bars.drop}</div>}
        </Boundary>
      </div>
    </StoreProvider>
  );
}

/** Sessions, list and details, as the room allows. */
function Panes(): JSX.Element {
  const store = useStore();
  const { sidebar, detail, widthPx, heightPx } = store.layout.value;
  const shown = VIEWS.find(({ id }) => id === store.view.value);
  const Shown = shown?.component;
  const open = store.detailOpen.value && shown?.details === true;
  const pane = useRef<HTMLDivElement>(null);
  const wanted = store.focusWanted.value;
  // After drawing: what takes the focus may have come, or ceased to be inert, just now.
  useEffect(() => {
    if (wanted === undefined) return;
    if (wanted === 'list') store.timeline?.focus();
    else pane.current?.querySelector<HTMLElement>('.detail')?.focus({ preventScroll: true });
    store.focusWanted.value = undefined;
  }, [wanted, store]);
  const sidebarPx = clampPane(store.sidebarPx.value.value, SIDEBAR_PX.least, Math.min(SIDEBAR_PX.most, widthPx * 0.3));
  const mainPx = widthPx - (sidebar === 'column' ? sidebarPx : 0);
  const below = detail === 'below';
  const size = below ? store.detailBelowPx : store.detailPx;
  const least = below ? DETAIL_PX.leastBelow : DETAIL_PX.least;
  const most = below ? heightPx * 0.6 : mainPx - 300;
  const detailPx = clampPane(size.value.value, least, most);
  return (
    <div class="panes">
      {sidebar === 'column' && (
        <>
          <aside class="sidebar" style={{ width: `${sidebarPx}px` }}>
            <Sessions />
          </aside>
          <Splitter
            label={texts.sessions.resize}
            axis="column"
            valuePx={sidebarPx}
            leastPx={SIDEBAR_PX.least}
            mostPx={Math.round(Math.min(SIDEBAR_PX.most, widthPx * 0.3))}
            usualPx={SIDEBAR_PX.usual}
            onChange={store.sidebarPx.save}
          />
        </>
      )}
      <main class={`main ${detail}`}>
        <div class="list" inert={open && detail === 'over'}>
          <div class={`list-view ${Shown ? 'away' : ''}`} inert={Shown !== undefined}>
            <Overview />
            <div class="list-rest">
              <Timeline />
              <EmptyState />
            </div>
          </div>
          {Shown && <Shown />}
        </div>
        {open && detail !== 'over' && (
          <Splitter
            label={texts.detail.resize}
            axis={below ? 'row' : 'column'}
            after
            valuePx={detailPx}
            leastPx={least}
            mostPx={Math.round(most)}
            usualPx={below ? DETAIL_PX.usualBelow : DETAIL_PX.usual}
            onChange={size.save}
          />
        )}
        {open && (
          <div
            ref={pane}
            class="detail-pane"
            style={detail === 'over' ? undefined : below ? { height: `${detailPx}px` } : { width: `${detailPx}px` }}
          >
            <DetailPane />
          </div>
        )}
      </main>
    </div>
  );
}
