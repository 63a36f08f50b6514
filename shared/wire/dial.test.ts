import { expect, test, vi } from 'vitest';
import { type DialApi, dialRelays, isAnnouncement, isQuestion, isRelayAddress } from './dial.ts';

type Heard = Parameters<DialApi['runtime']['onMessage']['addListener']>[0];

function setUp({ heard = true, access = true } = {}) {
  const listeners = new Set<Heard>();
  const dialled: { tabId: number; to: unknown; hangUp: () => void; disconnect: () => void }[] = [];
  const api: DialApi = {
    runtime: {
      id: 'ours',
      onMessage: {
        addListener: (listener) => void listeners.add(listener),
        removeListener: (listener) => void listeners.delete(listener),
      },
    },
    tabs: {
      sendMessage: vi.fn(async () => {
        if (!heard) throw new Error('Receiving end does not exist.');
      }),
      connect(tabId, to) {
        const ends = new Set<() => void>();
        const disconnect = vi.fn();
        dialled.push({ tabId, to, hangUp: () => ends.forEach((end) => void end()), disconnect });
        return {
          postMessage: () => {},
          disconnect,
          onMessage: { addListener: () => {} },
          onDisconnect: { addListener: (end: () => void) => ends.add(end) },
        };
      },
      get: async () => ({ url: access ? 'http://a/' : undefined }),
    },
  };
  const events = { onRelay: vi.fn(), onAnswer: vi.fn() };
  const dialler = dialRelays(api, 3, events);
  const announce = (relay: string, sender: object = {}) => {
    const from = { id: 'ours', tab: { id: 3 }, frameId: 0, ...sender };
    for (const listener of listeners) listener({ sioscope: 'here', relay }, from);
  };
  return { api, listeners, dialled, events, dialler, announce };
}

test('dials a relay of its tab by name, frame and document', () => {
  const { announce, dialled, events } = setUp();
  announce('a', { frameId: 9, documentId: 'D' });
  announce('b');
  expect(dialled.map(({ tabId, to }) => [tabId, to])).toEqual([
    [3, { name: 'sioscope-relay:a', frameId: 9, documentId: 'D' }],
    [3, { name: 'sioscope-relay:b', frameId: 0 }],
  ]);
  expect(events.onRelay.mock.calls.map(([, address]) => address)).toEqual([
    { relay: 'a', frameId: 9 },
    { relay: 'b', frameId: 0 },
  ]);
});

test('dials once, and anew after the line broke', () => {
  const { announce, dialled } = setUp();
  announce('a');
  announce('a');
  expect(dialled).toHaveLength(1);
  dialled[0]?.hangUp();
  announce('a');
  expect(dialled).toHaveLength(2);
});

test.each([
  { id: 'another extension' },
  { id: undefined },
  { tab: { id: 4 } },
  { tab: undefined },
  { frameId: undefined },
])('is not called by %j', (sender) => {
  const { announce, dialled } = setUp();
  announce('a', sender);
  expect(dialled).toEqual([]);
});

test.each([
  [{ heard: true }, 'heard'],
  [{ heard: false }, 'nobody'],
  [{ heard: false, access: false }, 'no-access'],
] as const)('asks: %j is %s', async (world, answer) => {
  const { api, dialler, events } = setUp(world);
  dialler.ask();
  await vi.waitFor(() => expect(events.onAnswer).toHaveBeenCalledExactlyOnceWith(answer));
  expect(api.tabs.sendMessage).toHaveBeenCalledWith(3, { sioscope: 'who' });
});

test('hangs up everywhere and listens no more', () => {
  const { announce, dialled, dialler, listeners } = setUp();
  announce('a');
  dialler.stop();
  expect(dialled[0]?.disconnect).toHaveBeenCalled();
  expect(listeners.size).toBe(0);
});

test('messages that are not of the contract are none', () => {
  for (const junk of [null, undefined, 'here', {}, { sioscope: 'here' }, { sioscope: 'here', relay: 1 }]) {
    expect(isAnnouncement(junk)).toBe(false);
    expect(isQuestion(junk)).toBe(false);
  }
  expect(isAnnouncement({ sioscope: 'here', relay: 'x'.repeat(65) })).toBe(false);
  expect(isQuestion({ sioscope: 'who' })).toBe(true);
  for (const junk of [null, {}, { relay: 'a', frameId: '0' }, { relay: 1, frameId: 0 }])
    expect(isRelayAddress(junk)).toBe(false);
  expect(isRelayAddress({ relay: 'a', frameId: 15032385545 })).toBe(true);
});
