import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { MemberView, RoomMove, RoomView } from '../../model/rooms/types.ts';
import { toJson } from '../detail/copy.ts';
import { useStore } from '../parts/context.ts';
import { formatAge, formatClock, formatCount } from '../parts/format.ts';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';
import type { Store } from '../store.ts';
import { texts } from '../texts.ts';
import { RoomsSource } from './rooms-source.tsx';

const MAX_SHOWN_MOVES = 200;

const keyOf = ({ nsp, room }: Pick<RoomView, 'nsp' | 'room'>): string => `${nsp}\n${room}`;

/** Rooms by namespace, the members of one, and who came and went; a member's own page with its rooms. */
export function RoomsView(): JSX.Element {
  const store = useStore();
  store.calm.value;
  store.generation.value;
  const search = useSignal('');
  const chosen = useSignal<string | undefined>(undefined);
  const socket = useSignal<string | undefined>(undefined);
  const { rooms } = store.model;
  const words = texts.rooms;
  const wanted = search.value.toLowerCase();
  const nsp = store.nsp.value;
  const list = rooms.rooms.filter(
    (one) => (nsp === undefined || one.nsp === nsp) && (wanted === '' || matches(one, wanted)),
  );
  const [chosenNsp = '', chosenRoom = ''] = (chosen.value ?? '').split('\n');
  const room = chosen.value === undefined ? undefined : rooms.room(chosenNsp, chosenRoom);
  const member = socket.value === undefined ? undefined : rooms.member(chosenNsp, socket.value);
  return (
    <section class="rooms-view" aria-label={words.label}>
      <RoomsSource />
      {rooms.told && (
        <div class="rooms-parts">
          <div class="rooms-list">
            <input
              type="search"
              class="search"
              placeholder={words.search}
              aria-label={words.search}
              data-testid="rooms-search"
              value={search.value}
              onInput={({ currentTarget: { value } }) => {
                search.value = value;
              }}
            />
            <VirtualTable
              label={words.label}
              testId="rooms"
              class="rooms-table"
              columns={roomColumns}
              count={list.length}
              itemAt={(index) => list[index]}
              keyOf={keyOf}
              indexOf={(key) => list.findIndex((one) => keyOf(one) === key)}
              selected={chosen.value}
              onSelect={(one) => {
                chosen.value = keyOf(one);
                socket.value = undefined;
              }}
              onOpen={(one) => store.showRoom(one.room)}
              rowProps={(one) => ({ 'data-room': one.room, 'data-nsp': one.nsp, 'data-own': one.own ? '' : undefined })}
            />
          </div>
          {room && !member && (
            <RoomPage
              room={room}
              onSocket={(id) => {
                socket.value = id;
              }}
            />
          )}
          {member && (
            <SocketPage
              member={member}
              onBack={() => {
                socket.value = undefined;
              }}
            />
          )}
        </div>
      )}
    </section>
  );
}

const matches = ({ room, members }: RoomView, wanted: string): boolean =>
  room.toLowerCase().includes(wanted) || some(members, (id) => id.toLowerCase().includes(wanted));

function some(ids: ReadonlySet<string>, test: (id: string) => boolean): boolean {
  for (const id of ids) if (test(id)) return true;
  return false;
}

const roomColumns: readonly TableColumn<RoomView>[] = [
  {
    key: 'own',
    title: '',
    hint: texts.rooms.ownHint,
    cell: ({ own }) => (own ? <span title={texts.rooms.ownHint}>{texts.rooms.own}</span> : ''),
  },
  { key: 'room', title: texts.rooms.room, cell: ({ room }) => <b>{room}</b> },
  { key: 'nsp', title: texts.rooms.nsp, cell: ({ nsp }) => nsp },
  { key: 'members', title: texts.rooms.members, number: true, cell: ({ count }) => formatCount(count) },
];

function RoomPage({
  room,
  onSocket,
}: {
  readonly room: RoomView;
  readonly onSocket: (id: string) => void;
}): JSX.Element {
  const store = useStore();
  const { rooms } = store.model;
  const words = texts.rooms;
  // The page's own first. The others are looked up as they come into view.
  const ownIds = new Set(rooms.ownIds(room.nsp));
  const named = [...room.members];
  const ids = [...named.filter((id) => ownIds.has(id)), ...named.filter((id) => !ownIds.has(id))];
  const moves = rooms.moves.filter((move) => move.nsp === room.nsp && move.room === room.room);
  return (
    <article class="room-page" aria-label={room.room} data-testid="room-page">
      <header>
        <h2>
          {room.room} <span class="quiet">{room.nsp}</span>
        </h2>
        <button type="button" class="button text" data-testid="room-show" onClick={() => store.showRoom(room.room)}>
          {words.show}
        </button>
      </header>
      {room.count > ids.length && <p class="hint">{words.unnamed(room.count - ids.length)}</p>}
      <VirtualTable
        label={words.membersOf(room.room)}
        testId="members"
        class="members-table"
        columns={memberColumns(store.now.value)}
        count={ids.length}
        itemAt={(index) => {
          const id = ids[index];
          return id === undefined ? undefined : (rooms.member(room.nsp, id) ?? unknownMember(room.nsp, id));
        }}
        keyOf={({ id }) => id}
        indexOf={(key) => ids.indexOf(key)}
        selected={undefined}
        onSelect={({ id }) => onSocket(id)}
        onOpen={({ id }) => onSocket(id)}
        rowProps={({ id, session }) => ({ 'data-socket': id, 'data-own': session === undefined ? undefined : '' })}
      />
      <Moves moves={moves} say={(move) => words.moved(move.socket, move.joined)} />
    </article>
  );
}

const unknownMember = (nsp: string, id: string): MemberView => ({
  nsp,
  id,
  node: '',
  transport: '',
  connectedAt: Number.NaN,
  data: undefined,
  session: undefined,
  rooms: new Set(),
});

const memberColumns = (nowAt: number): readonly TableColumn<MemberView>[] => [
  {
    key: 'own',
    title: '',
    hint: texts.rooms.ownHint,
    cell: ({ session }) => (session === undefined ? '' : <span title={texts.rooms.ownHint}>{texts.rooms.own}</span>),
  },
  { key: 'id', title: texts.rooms.socket, cell: ({ id }) => <b>{id}</b> },
  { key: 'transport', title: texts.rooms.transport, cell: ({ transport }) => transport },
  { key: 'node', title: texts.rooms.node, cell: ({ node }) => node },
  {
    key: 'since',
    title: texts.rooms.since,
    number: true,
    cell: ({ connectedAt }) => (Number.isNaN(connectedAt) ? '' : formatAge(nowAt - connectedAt)),
  },
];

function SocketPage({ member, onBack }: { readonly member: MemberView; readonly onBack: () => void }): JSX.Element {
  const store = useStore();
  const words = texts.rooms;
  const { id, nsp, node, transport, connectedAt, rooms, data, session } = member;
  const moves = store.model.rooms.moves.filter((move) => move.nsp === nsp && move.socket === id);
  const facts: readonly (readonly [string, string])[] = [
    [words.nsp, nsp],
    [words.inRooms, [...rooms].sort().join(', ') || words.noRooms],
    [words.transport, transport],
    [words.connected, formatClock(connectedAt)],
    [words.node, node],
    [words.data, data === undefined ? '' : toJson(data)],
    [words.session, session === undefined ? '' : texts.sessions.number(session)],
  ];
  return (
    <article class="room-page" aria-label={id} data-testid="socket-page">
      <header>
        <h2>
          {id} {session !== undefined && <span class="quiet">{words.ownHint}</span>}
        </h2>
        <button type="button" class="button text" data-testid="socket-back" onClick={onBack}>
          {texts.detail.back}
        </button>
      </header>
      <dl class="facts">
        {facts.map(
          ([label, value]) =>
            value !== '' && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <Moves moves={moves} say={(move) => words.movedTo(move.room, move.joined)} />
    </article>
  );
}

function Moves({
  moves,
  say,
}: {
  readonly moves: readonly RoomMove[];
  readonly say: (move: RoomMove) => string;
}): JSX.Element {
  const store: Store = useStore();
  const shown = moves.slice(-MAX_SHOWN_MOVES).reverse();
  const words = texts.rooms;
  return (
    <>
      <h3>{words.moves(moves.length)}</h3>
      {store.model.rooms.movesDropped > 0 && <p class="hint">{words.movesDropped(store.model.rooms.movesDropped)}</p>}
      <ol class="moves" data-testid="moves">
        {shown.map((move) => (
          <li key={`${move.row} ${move.socket}`}>
            <span class="number quiet">{formatClock(move.at)}</span>
            {store.model.rooms.move(move.row) && store.has(move.row) ? (
              <button type="button" class="link" onClick={() => store.showRow(move.row)}>
                {say(move)}
              </button>
            ) : (
              <span>{say(move)}</span>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
