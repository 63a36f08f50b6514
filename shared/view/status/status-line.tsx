import type { JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { formatCount, formatSize } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { ViewTabs } from '../views/view-tabs.tsx';
import { statusWords } from './status-words.ts';

export function StatusLine(): JSX.Element {
  const store = useStore();
  const { model, host } = store;
  store.calm.value;
  const chosen = store.session.value === undefined ? undefined : model.session(store.session.value);
  const { tone, words } = statusWords({
    connection: host.connection.value,
    recording: host.recording.value,
    sessions: model.sessions,
    chosen,
  });
  const all = model.endRow - model.firstRow;
  const lost = model.lostByRecorder + model.lostByBound;
  const { status } = texts;
  return (
    <footer class="status">
      <ViewTabs />
      <span class="status-words" title={words}>
        <span class={`dot ${tone}`} aria-hidden="true" />
        <output class="words" aria-label={status.label} data-testid="status">
          {words}
        </output>
      </span>
      <span class="counts">
        <span class="number" data-testid="shown">
          {status.shown(formatCount(store.list.value.length), formatCount(all))}
        </span>
        {store.filtered.value && (
          <button type="button" class="link" data-testid="clear-filter" onClick={store.clearFilter}>
            {texts.filter.clearAll}
          </button>
        )}
        <WorkerCount />
        {lost > 0 && (
          <span
            class="number bad"
            data-testid="lost"
            title={status.lostHint(formatCount(model.lostByRecorder), formatCount(model.lostByBound))}
          >
            {status.lost(formatCount(lost))}
          </span>
        )}
        <span class="number size" title={status.sizeHint(formatCount(model.entryCount), formatCount(model.maxEntries))}>
          {status.size(formatSize(model.sizeBytes), formatSize(model.maxBytes))}
        </span>
      </span>
    </footer>
  );
}

/** Says that there are workers, and whether anything of theirs is seen. */
function WorkerCount(): JSX.Element | null {
  const { model, host } = useStore();
  const { workers } = model;
  if (workers.length === 0) return null;
  const { status } = texts;
  const seen = host.networkLog === true && workers.every(({ sort }) => sort === 'dedicated');
  const list = workers.map(({ sort, url }) => `${status.workerSorts[sort]} ${url ?? ''}`).join('\n');
  return (
    <span class="number" data-testid="workers" title={status.workersHint(host.networkLog === true, list)}>
      {seen ? status.workers(workers.length) : status.workersUnseen(workers.length)}
    </span>
  );
}
