import type { ComponentChildren, JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { pickFile } from '../parts/import-file.ts';
import { texts } from '../texts.ts';
import { chipsOf } from './chips.ts';

interface EmptyProps {
  readonly title: string;
  readonly hint: string;
  readonly children?: ComponentChildren;
}

function Empty({ title, hint, children }: EmptyProps): JSX.Element {
  return (
    <div class="empty" data-testid="empty">
      <h2>{title}</h2>
      <p>{hint}</p>
      {children && <div class="empty-acts">{children}</div>}
    </div>
  );
}

/** Lies over the empty list and says why it is empty, and what to do next; nothing where there are rows. */
export function EmptyState(): JSX.Element | null {
  const store = useStore();
  const { host, model } = store;
  // The frame, not the calm pulse: the first row must not appear behind a sentence that says there are none.
  store.frame.value;
  if (store.list.value.length > 0) return null;
  const words = texts.empty;
  if (model.endRow > model.firstRow) return <NothingMatches />;
  const reload = host.reloadPage && (
    <button type="button" class="button solid" data-testid="reload" onClick={() => host.reloadPage?.()}>
      {words.reload}
    </button>
  );
  switch (host.connection.value) {
    case 'connecting':
      return <Empty title={words.connecting} hint={words.connectingHint} />;
    case 'needs-reload':
      return (
        <Empty title={words.needsReload} hint={words.needsReloadHint}>
          {reload}
        </Empty>
      );
    case 'no-access':
      return <Empty title={words.noAccess} hint={words.noAccessHint} />;
    case 'file':
      return (
        <Empty title={words.file} hint={words.fileHint}>
          <OpenLog />
        </Empty>
      );
    case 'live':
      if (!host.recording.value) {
        return (
          <Empty title={words.paused} hint={words.pausedHint}>
            <button
              type="button"
              class="button solid"
              onClick={() => {
                host.recording.value = true;
              }}
            >
              {words.resume}
            </button>
          </Empty>
        );
      }
      return (
        <Empty title={words.waiting} hint={words.waitingHint}>
          {model.rawSockets > 0 && !host.rawSockets.value && <RawSeen count={model.rawSockets} />}
        </Empty>
      );
  }
}

function RawSeen({ count }: { readonly count: number }): JSX.Element {
  const { host } = useStore();
  return (
    <>
      <p class="raw-seen">{texts.empty.rawSeen(count)}</p>
      <button
        type="button"
        class="button solid"
        data-testid="record-raw"
        onClick={() => {
          host.rawSockets.value = true;
        }}
      >
        {texts.empty.recordRaw}
      </button>
    </>
  );
}

function OpenLog(): JSX.Element {
  const store = useStore();
  return (
    <button type="button" class="button solid" onClick={(event) => pickFile(event.currentTarget, store.importFile)}>
      {texts.empty.openLog}
    </button>
  );
}

function NothingMatches(): JSX.Element {
  const store = useStore();
  const { model } = store;
  store.calm.value;
  const hidden = model.endRow - model.firstRow;
  if (!store.filtered.value) {
    return (
      <Empty title={texts.empty.onlyHidden} hint={texts.empty.onlyHiddenHint}>
        <button type="button" class="button solid" onClick={() => store.setHeartbeats(true)}>
          {texts.empty.showHeartbeats}
        </button>
      </Empty>
    );
  }
  const noRooms = store.asksRooms.value && !model.knowsRooms;
  const searching = store.list.value.unseen > 0 && !store.list.value.stopped;
  const title = searching ? texts.empty.searching : noRooms ? texts.empty.noRooms : texts.empty.nothingMatches;
  const hint = noRooms ? texts.empty.noRoomsHint : texts.empty.nothingMatchesHint(hidden);
  const chips = chipsOf({
    text: store.applied.value.text,
    dir: store.dir.value,
    groups: store.groups.value,
    nsp: store.nsp.value,
    session: store.session.value,
    range: store.range.value,
    chipsOn: store.chipsOn.value,
  });
  return (
    <Empty title={title} hint={hint}>
      <span class="chips">
        {chips.map(({ part, words }) => (
          <button
            key={part}
            type="button"
            class="chip"
            title={texts.filter.drop(words)}
            aria-label={texts.filter.drop(words)}
            onClick={() => store.dropFilter(part)}
          >
            {words}
            <Icon name="close" />
          </button>
        ))}
      </span>
      <button type="button" class="button solid" data-testid="empty-clear-filter" onClick={store.clearFilter}>
        {texts.filter.clearAll}
      </button>
    </Empty>
  );
}
