import { describe, expect, it } from 'vitest';
import { socketFact, ToldRooms } from './room-facts.ts';

describe('what rooms hold is bounded', () => {
  it('names no more than the bound allows, counts on, and says how many it left out', () => {
    // The node, a room, and three sockets with a membership each.
    const told = new ToldRooms(8).asked().snapshot(['me', 'b', 'c'].map((id) => socketFact(id, 'lobby')));
    expect(told.rooms.leftOut).toEqual({ names: 0, sockets: 0, rooms: 0 });
    told.say('connected', socketFact('d'));
    told.say('joined', { nsp: '/', room: 'lobby', socket: 'd' });
    told.say('joined', { nsp: '/', room: 'other', socket: 'd' });
    expect(told.all).toEqual({ '/ lobby': [4, 'b', 'c', 'me'] });
    expect(told.rooms.member('/', 'd')).toBeUndefined();
    expect(told.rooms.leftOut.names).toBe(3);

    told.say('left', { nsp: '/', room: 'lobby', socket: 'd' });
    expect(told.all).toEqual({ '/ lobby': [3, 'b', 'c', 'me'] });
  });

  it('has the names again that were given back', () => {
    const told = new ToldRooms(8).asked().snapshot(['me', 'b', 'c'].map((id) => socketFact(id, 'lobby')));
    told.say('left', { nsp: '/', room: 'lobby', socket: 'c' });
    told.say('disconnected', { nsp: '/', socket: 'c', reason: 'x' });
    told.say('connected', socketFact('d'));
    told.say('joined', { nsp: '/', room: 'lobby', socket: 'd' });
    expect(told.all).toEqual({ '/ lobby': [3, 'b', 'd', 'me'] });
    for (let turn = 0; turn < 5; turn++) told.snapshot(['me', 'x', 'y'].map((id) => socketFact(id, 'lobby')));
    expect(told.all).toEqual({ '/ lobby': [3, 'me', 'x', 'y'] });
    expect(told.rooms.leftOut.names).toBe(0);
    told.say('deleted', { nsp: '/', room: 'lobby' });
    told.say('joined', { nsp: '/', room: 'new', socket: 'x' });
    expect(told.all).toEqual({ '/ new': [1, 'x'] });
    told.say('node-gone', { silentMs: 15_000 });
    told.snapshot(
      ['me', 'x', 'y'].map((id) => socketFact(id, 'lobby')),
      'n2',
    );
    expect(told.rooms.leftOut.names).toBe(0);
  });

  it('shares the bound among nodes, and takes no facts of nodes beyond it', () => {
    const told = new ToldRooms(2).asked().snapshot([], 'n1').snapshot([], 'n2').snapshot([], 'n3');
    told.say('joined', { nsp: '/', room: 'lobby', socket: 'b' }, 'n3');
    expect(told.all).toEqual({});
    expect(told.rooms.leftOut.names).toBe(2);
  });

  it('says what the server left out of its snapshots', () => {
    const told = new ToldRooms().asked().snapshot([], 'n1', { sockets: 3, rooms: 1 });
    told.snapshot([], 'n2', { sockets: 4, rooms: 0 });
    expect(told.rooms.leftOut).toEqual({ names: 0, sockets: 7, rooms: 1 });
    told.snapshot([], 'n1');
    expect(told.rooms.leftOut).toEqual({ names: 0, sockets: 4, rooms: 0 });
  });

  it('keeps the last moves, and counts the ones that it let go', () => {
    const told = new ToldRooms().asked().snapshot();
    for (let turn = 0; turn < 5001; turn++) {
      told.say(turn % 2 ? 'left' : 'joined', { nsp: '/', room: `r${turn >> 1}`, socket: 'b' });
    }
    expect(told.rooms.moves.length + told.rooms.movesDropped).toBe(5001);
    expect(told.rooms.moves.length).toBeLessThanOrEqual(5000);
    expect(told.rooms.moves.at(-1)).toMatchObject({ room: 'r2500', joined: true });
  });

  it('remembers the last sessions that ended, and forgets the others whole', () => {
    const told = new ToldRooms();
    // One that stays keeps the server telling.
    told.asked().snapshot();
    for (let session = 1; session <= 501; session++) {
      told.session = session;
      told.own = `s${session}`;
      told.asked().say('snapshot', { version: 1, namespaces: [], omitted: { sockets: 0, rooms: 0 } });
      told.say('sockets', { sockets: [socketFact(told.own, 'lobby')] });
      told.rooms.ended(session);
    }
    const { rooms } = told;
    expect(rooms.channel(1)).toBeUndefined();
    expect(rooms.roomsOf(1).size).toBe(0);
    expect([...rooms.roomsOf(2)]).toEqual([['/', ['lobby']]]);
    expect(rooms.channel(2)?.state).toBe('ended');
    expect(rooms.channel(0)?.state).toBe('told');
    told.session = 0;
    told.own = 'me';
    expect(told.say('joined', { nsp: '/', room: 'x', socket: 's1' })).toBeUndefined();
    expect(told.say('joined', { nsp: '/', room: 'x', socket: 's501' })).toMatchObject({ room: 'x' });
    expect(told.say('joined', { nsp: '/', room: 'x', socket: 'me' })).toMatchObject({ room: 'x' });
  });

  it('has one socket of a session in each namespace, and finds a recovered one in its new session', () => {
    const told = new ToldRooms().asked().snapshot();
    told.rooms.connected(0, '/', 'again');
    expect(told.say('joined', { nsp: '/', room: 'x', socket: 'me' })).toBeUndefined();
    told.say('connected', socketFact('again', 'x'));
    told.rooms.connected(1, '/', 'again');
    told.rooms.connected(0, '/', 'third');
    expect(told.rooms.member('/', 'again')?.session).toBe(1);
  });
});
