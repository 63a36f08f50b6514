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
  const last = channels.findLast(({ state, source }) => state === 'told' && source === rooms.source) ?? channels.at(-1);
  if (rooms.told && last?.state === 'told') {
    const { leftOut } = rooms;
    return (
      <p class="rooms-source quiet" data-testid="rooms-source">
        {words.told(words.sources[last.source])}
        {last.omitted > 0 && <span class="waiting"> {words.omitted(formatCount(last.omitted))}</span>}{' '}
        {leftOut.sockets + leftOut.rooms > 0 && (
          <span class="waiting">{words.leftOutByServer(leftOut.sockets, leftOut.rooms)} </span>
        )}
        {leftOut.names > 0 && <span class="waiting">{words.leftOut(leftOut.names)} </span>}
        {last.source === 'admin-ui' && <span class="waiting">{words.adminLeaks}</span>}
        {last.source === 'companion' && store.host.leaveRooms && (
          <button type="button" class="link" data-testid="leave-rooms" onClick={() => store.host.leaveRooms?.()}>
            {words.leave}
          </button>
        )}
      </p>
    );
  }
  if (rooms.told) {
    return (
      <p class="rooms-source waiting" data-testid="rooms-source">
        {words.lastKnown}
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
      {open.length > 0 && store.host.askRooms && <Ask withName={last?.state === 'refused'} />}
    </div>
  );
}

/** Asks, with the name and password that a server's companion may want. */
function Ask({ withName }: { readonly withName: boolean }): JSX.Element {
  const store = useStore();
  const words = texts.rooms;
  return (
    <form
      class="ask-rooms"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const [username, password] = ['username', 'password'].map((name) => String(fields.get(name) ?? ''));
        store.host.askRooms?.(username ? { username, password: password ?? '' } : undefined);
      }}
    >
      {withName && (
        <>
          <input name="username" autocomplete="off" placeholder={words.username} aria-label={words.username} />
          <input
            name="password"
            type="password"
            autocomplete="off"
            placeholder={words.password}
            aria-label={words.password}
          />
        </>
      )}
      <button type="submit" class="button text" data-testid="ask-rooms">
        {words.ask}
      </button>
    </form>
  );
}
