import type { RoomChange, RoomMessage } from '../events.ts';
import { byId, type MainSocket } from './dom.ts';

const KEEP = 200;

/** Rooms to join and leave, and what is said in them. */
export function showChat(socket: MainSocket): void {
  const list = byId<HTMLOListElement>('messages');
  const rooms = byId('rooms');
  const choice = byId<HTMLSelectElement>('chat-room');
  const text = byId<HTMLInputElement>('chat-text');
  const send = byId<HTMLButtonElement>('chat-send');
  const joined = new Set<string>();

  const add = (...parts: (string | Node)[]): HTMLLIElement => {
    const line = document.createElement('li');
    line.append(...parts);
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(line);
    while (list.childElementCount > KEEP) list.firstElementChild?.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
    return line;
  };
  const tell = (words: string): void => {
    add(words).className = 'about';
  };
  const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

  const show = (): void => {
    const kept = choice.value;
    choice.replaceChildren(...[...joined].map((room) => new Option(room)));
    if (joined.has(kept)) choice.value = kept;
    choice.disabled = send.disabled = joined.size === 0;
    for (const button of rooms.querySelectorAll('button')) {
      const inside = joined.has(button.value);
      button.setAttribute('aria-pressed', String(inside));
      button.dataset.testid = inside ? 'leave-room' : 'join-room';
    }
  };
  const join = (room: string): void => {
    socket.emit('room:join', room, ({ members }: RoomChange) => {
      joined.add(room);
      choice.append(new Option(room));
      choice.value = room;
      show();
      tell(`You are in ${room}, with ${people(members - 1)} more.`);
    });
  };
  const leave = (room: string): void => {
    socket.emit('room:leave', room, () => {
      joined.delete(room);
      show();
      tell(`You left ${room}.`);
    });
  };

  socket.on('welcome', ({ rooms: all }) => {
    if (!rooms.querySelector('button'))
      rooms.append(
        ...all.map((room) => {
          const button = document.createElement('button');
          Object.assign(button, { type: 'button', value: room, textContent: room, id: `room-${room}` });
          button.addEventListener('click', () => (joined.has(room) ? leave(room) : join(room)));
          return button;
        }),
      );
    // A new socket is in no room; a recovered one still is.
    if (!socket.recovered) for (const room of joined) join(room);
    show();
  });
  socket.on('room:message', ({ room, from, text: words }: RoomMessage) => {
    const place = document.createElement('span');
    place.className = 'room';
    place.textContent = `${room} `;
    const who = document.createElement('b');
    who.textContent = from;
    add(place, who, `: ${words}`);
  });
  socket.on('room:joined', ({ room, who, members }) => tell(`${who} came to ${room}; ${people(members)} now.`));
  socket.on('room:left', ({ room, who, members }) => tell(`${who} left ${room}; ${people(members)} now.`));

  byId<HTMLFormElement>('chat').addEventListener('submit', (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (words === '' || joined.size === 0) return;
    socket.emit('room:message', { room: choice.value, text: words });
    text.value = '';
  });
  tell('Nothing said yet.');
}
