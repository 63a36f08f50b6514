import { describe, expect, it } from 'vitest';
import { socketFact, ToldRooms } from './room-facts.ts';

describe('rooms and members', () => {
  it('are the snapshot and what was told since, node by node', () => {
    const told = new ToldRooms().asked();
    expect(told.rooms.told).toBe(false);
    told.snapshot([socketFact('me', 'lobby'), socketFact('b', 'lobby', 'quiet')], 'n1');
    told.snapshot([socketFact('c', 'lobby')], 'n2');
    expect(told.all).toEqual({ '/ lobby': [3, 'b', 'c', 'me'], '/ quiet': [1, 'b'] });
    expect(told.rooms.room('/', 'lobby')?.own).toBe(true);
    expect(told.rooms.room('/', 'quiet')?.own).toBe(false);
    expect(told.rooms.rooms.map(({ room, own }) => [room, own])).toEqual([
      ['lobby', true],
      ['quiet', false],
    ]);
    expect(told.rooms.ownIds('/')).toEqual(['me']);
    expect(told.rooms.member('/', 'c')).toMatchObject({ node: 'n2', session: undefined });
    expect(told.rooms.member('/', 'me')).toMatchObject({ node: 'n1', session: 0, connectedAt: 500 });

    told.say('transport', { nsp: '/', socket: 'c', transport: 'webtransport' }, 'n2');
    expect(told.rooms.member('/', 'c')?.transport).toBe('webtransport');
    told.say('joined', { nsp: '/chat', room: 'lobby', socket: 'x' });
    told.say('disconnected', { nsp: '/', socket: 'b', reason: 'transport close' });
    expect(told.all).toEqual({ '/ lobby': [2, 'c', 'me'], '/chat lobby': [1, 'x'] });
    told.say('node-gone', { silentMs: 15_000 }, 'n2');
    expect(told.all).toEqual({ '/ lobby': [1, 'me'], '/chat lobby': [1, 'x'] });
    // What a node says anew takes the place of all that it said.
    told.snapshot([socketFact('me', 'third')]);
    expect(told.all).toEqual({ '/ third': [1, 'me'] });
  });

  it('count the members that a bound of the server left unnamed', () => {
    const told = new ToldRooms().asked();
    told.say('snapshot', { version: 1, namespaces: [], omitted: { sockets: 2998, rooms: 0 } });
    told.say('rooms', { nsp: '/', rooms: [['lobby', 3000]] });
    told.say('sockets', { sockets: [socketFact('me', 'lobby'), socketFact('b', 'lobby')] });
    expect(told.all).toEqual({ '/ lobby': [3000, 'b', 'me'] });
    told.say('left', { nsp: '/', room: 'lobby', socket: 'unnamed' });
    told.say('joined', { nsp: '/', room: 'lobby', socket: 'd' });
    told.say('left', { nsp: '/', room: 'lobby', socket: 'b' });
    expect(told.all).toEqual({ '/ lobby': [2999, 'd', 'me'] });
    expect(told.rooms.leftOut.sockets).toBe(2998);
  });

  it('are kept apart by source, and the companion is believed', () => {
    const told = new ToldRooms();
    told.source = 'admin-ui';
    told.asked().snapshot([socketFact('me', 'admin')], '');
    expect(told.rooms.source).toBe('admin-ui');
    expect(told.say('joined', { nsp: '/', room: 'one', socket: 'me' }, '')).toMatchObject({ source: 'admin-ui' });
    told.source = 'companion';
    told.asked().snapshot([socketFact('me', 'lobby')]);
    expect(told.all).toEqual({ '/ lobby': [1, 'me'] });
    told.source = 'admin-ui';
    expect(told.say('joined', { nsp: '/', room: 'two', socket: 'me' }, '')).toBeUndefined();
    expect(told.rooms.moves.map(({ room }) => room)).toEqual(['one']);
    told.rooms.ended(0, 'companion');
    expect(told.all).toEqual({ '/ admin': [1, 'me'], '/ one': [1, 'me'], '/ two': [1, 'me'] });
  });
});

describe('moves', () => {
  it('are kept for everybody, and are rows for sockets of the page', () => {
    const told = new ToldRooms().asked().snapshot([socketFact('me'), socketFact('b')]);
    const mine = told.say('joined', { nsp: '/', room: 'lobby', socket: 'me' });
    expect(mine).toMatchObject({ source: 'companion', nsp: '/', room: 'lobby', socket: 'me', joined: true });
    expect(told.rooms.move(mine?.row as number)).toBe(mine);
    expect(told.say('joined', { nsp: '/', room: 'lobby', socket: 'b' })).toBeUndefined();
    told.say('left', { nsp: '/', room: 'lobby', socket: 'me' });
    expect(told.rooms.moves.map(({ socket, joined }) => [socket, joined])).toEqual([
      ['me', true],
      ['b', true],
      ['me', false],
    ]);
    told.rooms.dropBefore((mine?.row as number) + 1);
    expect(told.rooms.move(mine?.row as number)).toBeUndefined();
  });
});

describe('where events went', () => {
  it('is what was told just before them', () => {
    const told = new ToldRooms().asked().snapshot();
    told.broadcast('news', { rooms: ['lobby'], except: ['x'], count: 12, ids: ['me', 'b'] });
    told.broadcast('news');
    told.say('direct', { nsp: '/', event: 'only', args: 1, socket: 'me' });
    const [first, second, only] = ['news', 'news', 'only'].map((name) => told.event('in', name));
    expect(told.rooms.delivery(first as number)).toMatchObject({ to: 'rooms', rooms: ['lobby'], count: 12 });
    expect(told.rooms.delivery(second as number)).toMatchObject({ to: 'everybody', rooms: [], source: 'companion' });
    expect(told.rooms.delivery(only as number)).toMatchObject({ to: 'direct', count: 1, ids: ['me'] });
    expect(told.rooms.delivery(told.event('in', 'news'))).toBeUndefined();
  });

  it('is not taken from what went to others, or to another namespace', () => {
    const told = new ToldRooms().asked().snapshot();
    told.broadcast('news', { ids: ['b'] });
    told.say('direct', { nsp: '/', event: 'news', args: 0, socket: 'b' });
    told.broadcast('news', { count: 200, ids: ['b'], except: ['me'] });
    told.broadcast('news', { ids: ['me'] }, { nsp: '/chat' });
    expect(told.rooms.delivery(told.event('in', 'news'))).toBeUndefined();
  });

  it('is known where the list of ids is cut short, and for names that are', () => {
    const told = new ToldRooms().asked().snapshot();
    told.broadcast('news', { count: 200, ids: ['b', 'c'] });
    expect(told.rooms.delivery(told.event('in', 'news'))).toMatchObject({ count: 200 });
    const name = 'n'.repeat(300);
    told.broadcast(name.slice(0, 256));
    expect(told.rooms.delivery(told.event('in', `${name.slice(0, 200)}other`))).toBeUndefined();
    expect(told.rooms.delivery(told.event('in', name))).toMatchObject({ to: 'everybody' });
  });

  it('is told after a volatile event, of one that came within a second', () => {
    const told = new ToldRooms().asked().snapshot();
    const volatile = { flags: { volatile: true } };
    told.event('in', 'tick');
    told.at += 2000;
    const row = told.event('in', 'tick');
    told.at += 5;
    told.broadcast('tick', {}, volatile);
    expect(told.rooms.delivery(row)).toMatchObject({ volatile: true });
    expect(told.touched).toEqual([row]);
    told.broadcast('tick', {}, volatile);
    expect(told.touched).toEqual([row]);
  });

  it('grows by the part of another node, where rooms and exceptions are the same', () => {
    const told = new ToldRooms().asked().snapshot([], 'n1').snapshot([], 'n2');
    const remote = { origin: 'remote' };
    told.broadcast('news', { rooms: ['a', 'b'], except: ['x'], count: 2, ids: ['me', 'b'] }, { sender: 'x' }, 'n1');
    const row = told.event('in', 'news');
    told.broadcast('news', { rooms: ['a', 'b'], except: ['x'], count: 3, ids: ['c'] }, remote, 'n2');
    expect(told.rooms.delivery(row)).toMatchObject({
      count: 5,
      ids: ['me', 'b', 'c'],
      nodes: ['n1', 'n2'],
      sender: 'x',
    });
    // The same rooms without the exception, or others, are other sends; so is a second part of one node, and a late one.
    told.broadcast('news', { rooms: ['a', 'b'], count: 7, ids: ['d'] }, remote, 'n2');
    told.broadcast('news', { rooms: ['a'], except: ['x'], count: 7, ids: ['d'] }, remote, 'n2');
    told.broadcast('news', { rooms: ['a', 'b'], except: ['x'], count: 7, ids: ['d'] }, remote, 'n2');
    told.at += 3000;
    told.broadcast('news', { rooms: ['a', 'b'], except: ['x'], count: 7, ids: ['d'] }, remote, 'n3');
    expect(told.rooms.delivery(row)?.count).toBe(5);
  });

  it('credits none of several emits that may be meant', () => {
    const told = new ToldRooms().asked().snapshot([socketFact('me', 'lobby')]);
    const [one, two] = [told.event('out', 'chat'), told.event('out', 'chat')];
    told.broadcast('chat', { rooms: ['lobby'], ids: ['me'] });
    told.broadcast('said', { rooms: ['lobby'], ids: [] }, { sender: 'me' });
    expect([told.rooms.outcome(one), told.rooms.outcome(two)]).toEqual([[], []]);
  });

  it('says what followed an emit: by its sender, or by a name that comes back', () => {
    const told = new ToldRooms().asked().snapshot();
    const say = told.event('out', 'say');
    told.broadcast('said', { ids: ['b'] }, { sender: 'me' });
    told.broadcast('said', { ids: ['b'] }, { sender: 'b' });
    told.broadcast('say', { ids: ['b'], count: 4 });
    told.broadcast('other', { ids: ['b'] });
    expect(told.rooms.outcome(say).map(({ event, count }) => [event, count])).toEqual([
      ['said', 1],
      ['say', 4],
    ]);
    told.at += 3000;
    told.broadcast('said', { ids: ['b'] }, { sender: 'me' });
    expect(told.rooms.outcome(say)).toHaveLength(2);
    const lost = told.event('out', 'nobody');
    told.say('unhandled', { nsp: '/', event: 'nobody', socket: 'b' });
    expect(told.rooms.isUnheard(lost)).toBe(false);
    told.say('unhandled', { nsp: '/', event: 'nobody', socket: 'me' });
    expect(told.rooms.isUnheard(lost)).toBe(true);
    told.rooms.dropBefore(told.row);
    expect([told.rooms.outcome(say), told.rooms.isUnheard(lost)]).toEqual([[], false]);
  });
});

describe('who tells', () => {
  it('is refused in the words and by the code of the server, and may be asked again', () => {
    const told = new ToldRooms().asked();
    told.rooms.refused(0, 'companion', 'wrong credentials', 'wrong');
    expect(told.rooms.channel(0)).toMatchObject({ state: 'refused', refusal: 'wrong credentials', code: 'wrong' });
    // Nothing counts that comes without a snapshot.
    expect(told.say('joined', { nsp: '/', room: 'lobby', socket: 'me' })).toBeUndefined();
    expect(told.rooms.told).toBe(false);
    told.rooms.ended(0);
    expect(told.rooms.channel(0)?.state).toBe('refused');
    told.session = 1;
    told.asked().snapshot([socketFact('me', 'lobby')]);
    expect(told.rooms.channel(1)).toMatchObject({ state: 'told', refusal: undefined });
  });

  it('ends with its session; the rooms that it had then are remembered, also when it comes again', () => {
    const told = new ToldRooms().asked().snapshot([socketFact('me', 'lobby', 'a'), socketFact('b', 'other')]);
    told.event('in', 'x');
    told.rooms.ended(0);
    expect(told.rooms.channel(0)?.state).toBe('ended');
    // What was told stays, as the last that is known.
    expect([told.rooms.told, told.rooms.live, told.rooms.listens(0)]).toEqual([true, false, false]);
    const last = told.all;
    expect([...told.rooms.roomsOf(0)]).toEqual([['/', ['a', 'lobby']]]);
    // What was under way when it ended begins no new picture.
    told.snapshot([socketFact('me', 'lobby')]);
    expect(told.all).toEqual(last);

    told.session = 1;
    told.own = 'again';
    told.asked().snapshot([socketFact('again', 'a')]);
    expect([...told.rooms.roomsOf(0)]).toEqual([['/', ['a', 'lobby']]]);
    expect([...told.rooms.roomsOf(1)]).toEqual([['/', ['a']]]);
  });

  it('goes on while another session is told', () => {
    const told = new ToldRooms().asked().snapshot([socketFact('me', 'lobby')]);
    told.session = 1;
    told.own = 'two';
    told.asked().snapshot([socketFact('me', 'lobby'), socketFact('two', 'lobby')]);
    told.rooms.ended(0);
    expect(told.all).toEqual({ '/ lobby': [2, 'me', 'two'] });
    expect(told.rooms.live).toBe(true);
    told.rooms.ended(1);
    expect([told.rooms.told, told.rooms.live]).toEqual([true, false]);
  });

  it('tells the rooms of now when it was left and asked again on the same session', () => {
    const told = new ToldRooms().asked().snapshot([socketFact('me', 'lobby')]);
    told.rooms.ended(0, 'companion');
    expect([...told.rooms.roomsOf(0)]).toEqual([['/', ['lobby']]]);
    told.asked().snapshot([socketFact('me', 'other')]);
    expect([...told.rooms.roomsOf(0)]).toEqual([['/', ['other']]]);
  });

  it('says how many facts were only counted', () => {
    const told = new ToldRooms().asked().snapshot();
    const counts = [
      { kind: 'joined', nsp: '/', name: 'a', count: 3 },
      { kind: 'broadcast', nsp: '/', name: 'b', count: 4 },
    ];
    told.say('aggregated', { ms: 1000, counts, failures: 0 });
    expect(told.rooms.channel(0)?.omitted).toBe(7);
  });
});
