import type { JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { formatCount } from '../parts/format.ts';
import { texts } from '../texts.ts';

/** Who tells of rooms, or how to come by somebody who does. */
export function RoomsSource(): JSX.Element {
  const store = useStore();
  const { rooms, sessions } = store.model;
  const words = texts.rooms;
  const open = sessions.filter(({ kind, end }) => kind === 'socket.io' && !end);
  const channels = sessions.flatMap(({ id }) => rooms.channel(id) ?? []);
  const last = channels.at(-1);
  if (rooms.told && last?.state === 'told') {
    return (
      <p class="rooms-source quiet" data-testid="rooms-source">
        {words.told(words.sources[last.source])}
        {last.omitted > 0 && <span class="waiting"> {words.omitted(formatCount(last.omitted))}</span>}
      </p>
    );
  }
  return (
    <div class="rooms-none" data-testid="rooms-source">
      {last?.state === 'refused' ? (
        <p class="bad">{words.refused(last.refusal ?? '', last.code)}</p>
      ) : last?.state === 'asked' ? (
        <p>{words.asked}</p>
      ) : (
        <p>{words.none}</p>
      )}
      <p class="quiet">{words.howTo}</p>
      <p>
        <code>{words.code}</code>
      </p>
      {open.length > 0 && store.host.askRooms && (
        <button
          type="button"
          class="button text filled"
          data-testid="ask-rooms"
          onClick={() => store.host.askRooms?.()}
        >
          {words.ask}
        </button>
      )}
    </div>
  );
}
