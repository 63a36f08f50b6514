import type { JSX } from 'preact';
import type { SessionView } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatClockSeconds, formatCount, formatDuration, shortUrl } from '../parts/format.ts';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';
import { sessionTone } from '../sessions/tones.ts';
import { texts } from '../texts.ts';
import { SessionStory } from './session-story.tsx';

/** Every session in a table, the newest first, and the story of one. */
export function StoryView(): JSX.Element {
  const store = useStore();
  store.calm.value;
  store.generation.value;
  const { sessions } = store.model;
  const words = texts.story;
  const chosen = store.story.value ?? store.session.value ?? sessions.at(-1)?.id;
  const told = chosen === undefined ? undefined : store.model.session(chosen);
  if (sessions.length === 0) return <p class="hint view-empty">{words.none}</p>;
  return (
    <section class="story-view" aria-label={words.label}>
      <div class="story-parts">
        <VirtualTable
          label={words.label}
          testId="stories"
          class="stories-table"
          columns={columnsFor(store.now.value)}
          count={sessions.length}
          itemAt={(index) => sessions[sessions.length - 1 - index]}
          keyOf={({ id }) => String(id)}
          indexOf={(key) => sessions.length - 1 - sessions.findIndex(({ id }) => String(id) === key)}
          selected={chosen === undefined ? undefined : String(chosen)}
          onSelect={({ id }) => store.openStory(id)}
          onOpen={({ id }) => store.showSession(id)}
          rowProps={({ id, state }) => ({ 'data-session': String(id), 'data-state': state })}
        />
        {told && <SessionStory key={told.id} session={told} />}
      </div>
    </section>
  );
}

function columnsFor(nowMs: number): readonly TableColumn<SessionView>[] {
  const { columns, recoveredShort } = texts.story;
  return [
    { key: 'number', title: columns.number, number: true, cell: ({ id }) => texts.sessions.number(id) },
    {
      key: 'state',
      title: columns.state,
      cell: ({ state }) => (
        <>
          <span class={`dot ${sessionTone(state)}`} aria-hidden="true" /> {texts.sessionStates[state]}
        </>
      ),
    },
    { key: 'url', title: columns.url, cell: ({ url }) => <b>{shortUrl(url)}</b> },
    {
      key: 'transport',
      title: columns.transport,
      cell: ({ kind, transport }) =>
        kind === 'raw' ? texts.sessions.raw : transport === undefined ? '' : texts.transports[transport],
    },
    { key: 'started', title: columns.started, number: true, cell: ({ startedAt }) => formatClockSeconds(startedAt) },
    {
      key: 'lasted',
      title: columns.lasted,
      number: true,
      cell: ({ startedAt, end }) => formatDuration(Math.max(0, (end?.at ?? nowMs) - startedAt)),
    },
    {
      key: 'events',
      title: columns.events,
      number: true,
      cell: ({ eventsOut, eventsIn }) => `${formatCount(eventsOut)} ${formatCount(eventsIn)}`,
    },
    {
      key: 'recovered',
      title: columns.recovered,
      cell: ({ sockets }) =>
        sockets.map(({ recovery }) => (recovery ? recoveredShort[recovery] : '')).find((word) => word !== '') ?? '',
    },
    {
      key: 'reason',
      title: columns.reason,
      cell: ({ end }) => (end ? <span title={end.words}>{end.reason}</span> : ''),
    },
  ];
}
