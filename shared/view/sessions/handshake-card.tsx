import type { JSX } from 'preact';
import type { SessionView } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatCount } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { cardFacts } from './card-facts.ts';
import { ParserChoice } from './parser-choice.tsx';

/** What the handshake settled and what became of it. */
export function HandshakeCard({ session }: { readonly session: SessionView }): JSX.Element {
  const store = useStore();
  const { end, previous, next } = session;
  const words = texts.card;
  const link = (id: number, label: string): JSX.Element => (
    <button type="button" class="link" onClick={() => store.chooseSession(id)}>
      {label}
    </button>
  );
  return (
    <section class="card" aria-label={words.label} data-testid="handshake-card">
      <dl>
        {cardFacts(session, store.now.value).map(({ label, value, known }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class={known ? '' : 'unknown'}>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{words.events}</dt>
          <dd class="number">{words.eventsCount(formatCount(session.eventsOut), formatCount(session.eventsIn))}</dd>
        </div>
        {session.kind === 'socket.io' && (
          <div>
            <dt>{words.parser}</dt>
            <dd>
              <ParserChoice session={session} />
            </dd>
          </div>
        )}
        {(previous !== undefined || next !== undefined) && (
          <div>
            <dt>{words.chain}</dt>
            <dd class="chain">
              {previous !== undefined && link(previous, texts.sessions.follows(previous))}
              {next !== undefined && link(next, texts.sessions.followed(next))}
            </dd>
          </div>
        )}
      </dl>
      <button type="button" class="link" data-testid="open-story" onClick={() => store.openStory(session.id)}>
        {words.story}
      </button>
      {end && (
        <p class={`end ${end.reason === 'io client disconnect' ? '' : 'bad'}`}>
          {end.words}
          <span class="end-facts">
            {[
              end.certainty === 'certain' ? end.reason : `${end.reason} (${words.certainty[end.certainty]})`,
              end.code ? `${words.code} ${end.code}` : '',
              end.httpStatus ? `${words.httpStatus} ${end.httpStatus}` : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </p>
      )}
    </section>
  );
}
