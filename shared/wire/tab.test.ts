import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memoryPair } from './memory.ts';
import { Tab } from './tab.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const events = { onChannel: vi.fn(), onNavigated: vi.fn(), onAbsent: vi.fn() };
  const ask = vi.fn();
  const tab = new Tab(ask, events);
  /** A relay is dialled; tells whether its channel is still open. */
  const dial = (relay: string, frameId: number) => {
    const [viewer, page] = memoryPair();
    const state = { open: true, leave: () => page.close() };
    page.onClose(() => {
      state.open = false;
    });
    tab.relay(viewer, { relay, frameId });
    return state;
  };
  return { tab, ask, events, dial };
}

const patience = () => vi.advanceTimersByTime(10_000);

test('the first page is no navigation', () => {
  const { events, dial } = setUp();
  const frame = dial('frame', 7);
  const top = dial('a', 0);
  expect(events.onNavigated).not.toHaveBeenCalled();
  expect(events.onChannel).toHaveBeenCalledTimes(2);
  expect([frame.open, top.open]).toEqual([true, true]);
});

test('another relay on top is another page: the old page is hung up on, frames included', () => {
  const { ask, events, dial } = setUp();
  const old = [dial('a', 0), dial('a1', 5)];
  const order: string[] = [];
  events.onNavigated.mockImplementation(() => order.push('navigated'));
  events.onChannel.mockImplementation(() => order.push('channel'));
  const top = dial('b', 0);
  expect(old.map(({ open }) => open)).toEqual([false, false]);
  expect(top.open).toBe(true);
  expect(order).toEqual(['navigated', 'channel']);
  // Whoever of the new page was among them is dialled again.
  expect(ask).toHaveBeenCalledOnce();
});

test('the same relay again is the same page, over a new line', () => {
  const { events, dial } = setUp();
  dial('a', 0).leave();
  dial('a', 0);
  expect(events.onNavigated).not.toHaveBeenCalled();
});

test('a page out of the back/forward cache is a navigation', () => {
  const { events, dial } = setUp();
  dial('a', 0);
  dial('b', 0);
  dial('a', 0);
  expect(events.onNavigated).toHaveBeenCalledTimes(2);
});

test('nobody there is believed after patience only', () => {
  const { tab, ask, events } = setUp();
  tab.lookAgain();
  tab.answer('nobody');
  expect(events.onAbsent).not.toHaveBeenCalled();
  patience();
  expect(ask).toHaveBeenCalledOnce();
  tab.answer('nobody');
  expect(events.onAbsent).toHaveBeenCalledExactlyOnceWith('nobody');
  expect(events.onNavigated).not.toHaveBeenCalled();
});

test('relays that heard are about to announce themselves', () => {
  const { tab, events } = setUp();
  tab.lookAgain();
  patience();
  tab.answer('heard');
  expect(events.onAbsent).not.toHaveBeenCalled();
});

test('a page without relay after one with: the log is left behind, cached page or not', () => {
  const { tab, events, dial } = setUp();
  const old = dial('a', 0);
  tab.navigated();
  patience();
  tab.answer('no-access');
  expect(old.open).toBe(false);
  expect(events.onNavigated).toHaveBeenCalledOnce();
  expect(events.onAbsent).toHaveBeenCalledExactlyOnceWith('no-access');
});

test('a page that crashed was not left', () => {
  const { tab, events, dial } = setUp();
  tab.navigated();
  patience();
  tab.answer('heard');
  dial('a', 0).leave();
  tab.lookAgain();
  patience();
  tab.answer('nobody');
  expect(events.onNavigated).not.toHaveBeenCalled();
  expect(events.onAbsent).toHaveBeenCalledOnce();
});
