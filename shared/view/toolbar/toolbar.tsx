import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { logFileName } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { pickFile } from '../parts/import-file.ts';
import { Menu, MenuItem } from '../parts/menu.tsx';
import type { Store } from '../store.ts';
import { texts } from '../texts.ts';
import { FilterBar } from './filter-bar.tsx';
import { SessionsMenu } from './sessions-menu.tsx';
import { SettingsItems } from './settings-items.tsx';
import { Toggle, ToggleItem } from './toggle.tsx';

/** Below this the rarer controls move into the "more" menu. */
const COMPACT_PX = 520;
/** Below this the filter gets a line of its own. */
const STACKED_PX = 860;

export function Toolbar(): JSX.Element {
  const store = useStore();
  const { widthPx, sidebar } = store.layout.value;
  const compact = widthPx < COMPACT_PX;
  return (
    <div
      class={`toolbar ${compact ? 'compact' : ''} ${widthPx < STACKED_PX ? 'stacked' : ''}`}
      role="group"
      aria-label={texts.toolbar.label}
    >
      <RecordButton />
      <button
        type="button"
        class="button"
        title={texts.toolbar.clear}
        aria-label={texts.toolbar.clear}
        data-testid="clear"
        onClick={store.clear}
      >
        <Icon name="clear" />
      </button>
      {sidebar === 'menu' && <SessionsMenu />}
      {!compact && (
        <>
          <span class="rule" />
          <KeepLog />
          <RawSockets />
        </>
      )}
      <FilterBar compact={compact} />
      <span class="ends">
        {compact ? (
          <Menu face={<Icon name="more" />} label={texts.toolbar.more} testId="more">
            <CompactItems />
            <hr />
            <SettingsItems />
          </Menu>
        ) : (
          <>
            <ImportButton />
            <ExportButton />
            <Menu face={<Icon name="settings" />} label={texts.toolbar.settings} testId="settings">
              <SettingsItems />
            </Menu>
          </>
        )}
        <OverlayButtons compact={compact} />
      </span>
    </div>
  );
}

function RecordButton(): JSX.Element | null {
  const { host } = useStore();
  if (host.kind === 'viewer') return null;
  const on = host.recording.value;
  const label = on ? texts.toolbar.recordOn : texts.toolbar.recordOff;
  return (
    <button
      type="button"
      class="button record"
      title={label}
      aria-label={texts.toolbar.record}
      aria-pressed={on}
      data-testid="record"
      onClick={() => {
        host.recording.value = !on;
      }}
    >
      <span class="record-dot" aria-hidden="true" />
    </button>
  );
}

function KeepLog(): JSX.Element | null {
  const { host } = useStore();
  if (host.kind === 'viewer') return null;
  return (
    <Toggle value={host.keepLog} label={texts.toolbar.keepLog} hint={texts.toolbar.keepLogHint} testId="keep-log" />
  );
}

function RawSockets(): JSX.Element | null {
  const { host } = useStore();
  if (host.kind === 'viewer') return null;
  return <Toggle value={host.rawSockets} label={texts.toolbar.raw} hint={texts.toolbar.rawHint} testId="raw" />;
}

function ImportButton(): JSX.Element {
  const store = useStore();
  return (
    <button
      type="button"
      class="button"
      title={texts.toolbar.importHint}
      aria-label={texts.toolbar.import}
      data-testid="import"
      onClick={(event) => pickFile(event.currentTarget, store.importFile)}
    >
      <Icon name="import" />
    </button>
  );
}

function ExportButton(): JSX.Element {
  const store = useStore();
  return (
    <button
      type="button"
      class="button"
      title={texts.toolbar.exportHint}
      aria-label={texts.toolbar.export}
      data-testid="export"
      onClick={() => exportLog(store)}
    >
      <Icon name="export" />
    </button>
  );
}

/** What has no room in the bar. */
function CompactItems(): JSX.Element {
  const store = useStore();
  const { host } = store;
  const box = useRef<HTMLSpanElement>(null);
  return (
    <>
      {host.kind !== 'viewer' && (
        <>
          <ToggleItem
            value={host.keepLog}
            label={texts.toolbar.keepLog}
            hint={texts.toolbar.keepLogHint}
            testId="keep-log"
          />
          <ToggleItem value={host.rawSockets} label={texts.toolbar.raw} hint={texts.toolbar.rawHint} testId="raw" />
          <hr />
        </>
      )}
      <span ref={box} hidden />
      <MenuItem
        testId="import"
        title={texts.toolbar.importHint}
        onPick={() => box.current && pickFile(box.current, store.importFile)}
      >
        {texts.toolbar.import}
      </MenuItem>
      <MenuItem testId="export" title={texts.toolbar.exportHint} onPick={() => exportLog(store)}>
        {texts.toolbar.export}
      </MenuItem>
    </>
  );
}

function exportLog({ host }: Store): void {
  host.saveFile(logFileName(Date.now()), host.exportLog(), 'application/x-ndjson');
}

const docks = ['bottom', 'right', 'floating'] as const;

function OverlayButtons({ compact }: { readonly compact: boolean }): JSX.Element | null {
  const { host } = useStore();
  const { overlay } = host;
  if (!overlay) return null;
  const next = docks[(docks.indexOf(overlay.dock.value) + 1) % docks.length]!;
  return (
    <>
      <span class="rule" />
      {(compact ? [next] : docks).map((dock) => (
        <button
          key={dock}
          type="button"
          class="button"
          title={texts.toolbar.docks[dock]}
          aria-label={texts.toolbar.docks[dock]}
          aria-pressed={compact ? undefined : overlay.dock.value === dock}
          data-testid={`dock-${dock}`}
          onClick={() => {
            overlay.dock.value = dock;
          }}
        >
          <Icon name={dock} />
        </button>
      ))}
      <button
        type="button"
        class="button"
        title={texts.toolbar.close}
        aria-label={texts.toolbar.close}
        data-testid="close"
        onClick={() => overlay.close()}
      >
        <Icon name="close" />
      </button>
    </>
  );
}
