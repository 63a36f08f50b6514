import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Story } from '../../model/story/story.ts';
import type { StoryLine } from '../../model/story/types.ts';
import type { SessionView } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatClock, formatRelative, shortUrl } from '../parts/format.ts';
import { givesUpWords } from '../sessions/card-facts.ts';
import { texts } from '../texts.ts';
import { lineWords } from './line-words.ts';
import { TransportLane } from './transport-lane.tsx';

/** One session from its first request to its end, each line with its way to the timeline. */
export function SessionStory({ session }: { readonly session: SessionView }): JSX.Element {
  const store = useStore();
  const generation = store.generation.value;
  const story = useMemo(() => new Story(store.model, session.id), [store.model, session.id, generation]);
  const lines = story.lines();
  const words = texts.story;
  const number = texts.sessions.number(session.id);
  const givesUp = givesUpWords(session, store.now.value);
  return (
    <article class="story" aria-label={words.of(number)} data-testid="story" data-session={session.id}>
      <header>
        <h2>
          {number} {shortUrl(session.url)}
        </h2>
        <button
          type="button"
          class="button text"
          title={words.showHint}
          data-testid="story-show"
          onClick={() => store.showSession(session.id)}
        >
          {words.show}
        </button>
      </header>
      <TransportLane session={session} lines={lines} nowMs={store.now.value} />
      <ol class="story-lines">
        {lines.map((line, index) => (
          <Line key={index} line={line} session={session} />
        ))}
        {!session.end && (
          <li class="story-line" data-testid="story-live">
            <span class="story-act quiet">
              <span class="number" />
              <span class="story-text">
                {words.live}
                {givesUp !== undefined && <span class="story-fact">{words.givesUp(givesUp)}</span>}
              </span>
            </span>
          </li>
        )}
      </ol>
    </article>
  );
}

function Line({ line, session }: { readonly line: StoryLine; readonly session: SessionView }): JSX.Element {
  const store = useStore();
  const words = texts.story;
  const { at, row, what, inferred } = line;
  const { text, facts, tone } = lineWords(what);
  const other = what.kind === 'reconnect' ? what.previous : what.kind === 'next' ? what.next : undefined;
  const go = other !== undefined ? () => store.openStory(other) : store.has(row) ? () => store.showRow(row) : undefined;
  const title = other !== undefined ? words.toSession(other) : go && words.toRow;
  const content = (
    <>
      <span class="number" title={formatClock(at)}>
        {formatRelative(at - session.startedAt)}
      </span>
      <span class="story-text">
        <span class="story-mark" aria-hidden="true" />
        {text}
        {inferred && (
          <span class="inferred" title={words.inferredHint}>
            {words.inferred}
          </span>
        )}
        {facts.map((fact) => (
          <span key={fact} class="story-fact">
            {fact}
          </span>
        ))}
      </span>
    </>
  );
  return (
    <li class={`story-line ${tone}`} data-testid="story-line" data-what={what.kind}>
      {go ? (
        <button type="button" class="story-act" title={title} onClick={go}>
          {content}
        </button>
      ) : (
        <span class="story-act">{content}</span>
      )}
    </li>
  );
}
