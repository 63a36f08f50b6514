import type { JSX } from 'preact';
import type { StoryEvent, StoryLine } from '../../model/story/types.ts';
import type { SessionView } from '../../model/types.ts';
import { formatClock, formatDuration } from '../parts/format.ts';
import { transportEndAt } from '../parts/transport-times.ts';
import { texts } from '../texts.ts';
import { lineWords } from './line-words.ts';

const MARKED: ReadonlySet<StoryEvent['kind']> = new Set([
  'page',
  'page-already',
  'late-beat',
  'lost',
  'upgrade-failed',
  'refused',
]);

/** The transports of a session as bars over its time, with the marks of what hurt it. */
export function TransportLane({
  session,
  lines,
  nowMs,
}: {
  readonly session: SessionView;
  readonly lines: readonly StoryLine[];
  readonly nowMs: number;
}): JSX.Element {
  const { startedAt, end, transports, upgrade } = session;
  const endAt = Math.max(startedAt + 1, end?.at ?? nowMs);
  const place = (at: number): number =>
    (100 * (Math.min(endAt, Math.max(startedAt, at)) - startedAt)) / (endAt - startedAt);
  return (
    <div class="lane" role="img" aria-label={texts.story.lane} data-testid="lane">
      {transports.map((transport, index) => {
        const from = place(transport.openedAt);
        const toAt = transportEndAt(session, transport, nowMs);
        const to = place(toAt);
        const failed = lines.some(({ what, at }) => what.kind === 'upgrade-failed' && at === transport.closedAt);
        const probing = index > 0 && upgrade ? place(Math.min(toAt, upgrade.endedAt ?? endAt)) - from : 0;
        const lasted = formatDuration(toAt - transport.openedAt);
        return (
          <div key={transport.id} class="lane-row">
            <span class="lane-name">{texts.transports[transport.type]}</span>
            <span class="lane-track">
              <span
                class={`lane-bar ${transport.type} ${failed ? 'failed' : ''}`}
                title={`${formatClock(transport.openedAt)} · ${lasted}`}
                style={{ left: `${from}%`, width: `${Math.max(0.4, to - from)}%` }}
              >
                {probing > 0 && (
                  <span class="lane-probe" style={{ width: `${(100 * probing) / Math.max(0.4, to - from)}%` }} />
                )}
              </span>
            </span>
          </div>
        );
      })}
      <div class="lane-row" aria-hidden="true">
        <span class="lane-name quiet number">{formatDuration(endAt - startedAt)}</span>
        <span class="lane-track marks">
          {lines
            .filter(({ what: { kind } }) => MARKED.has(kind))
            .map(({ at, what }, index) => {
              const { text, tone } = lineWords(what);
              return <span key={index} class={`lane-mark ${tone}`} title={text} style={{ left: `${place(at)}%` }} />;
            })}
        </span>
      </div>
    </div>
  );
}
