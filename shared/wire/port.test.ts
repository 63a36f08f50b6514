import { expect, test, vi } from 'vitest';
import { portChannel } from './port.ts';

function fakePort() {
  const messages = new Set<(message: unknown) => void>();
  const disconnects = new Set<() => void>();
  const port = {
    postMessage: vi.fn<(message: unknown) => void>(),
    disconnect: vi.fn(),
    onMessage: { addListener: (listener: (message: unknown) => void) => void messages.add(listener) },
    onDisconnect: { addListener: (listener: () => void) => void disconnects.add(listener) },
  };
  return {
    port,
    arrive: (message: unknown) => messages.forEach((listener) => void listener(message)),
    drop: () => disconnects.forEach((listener) => void listener()),
  };
}

test('carries strings and nothing else', () => {
  const { port, arrive } = fakePort();
  const channel = portChannel(port);
  const heard = vi.fn();
  const stop = channel.onMessage(heard);
  for (const message of ['a', { evil: 1 }, 7, null, '']) arrive(message);
  stop();
  arrive('b');
  expect(heard.mock.calls).toEqual([['a'], ['']]);
  channel.send('c');
  expect(port.postMessage).toHaveBeenCalledExactlyOnceWith('c');
});

test('tells its listeners once, whoever hangs up', () => {
  for (const how of ['drop', 'close'] as const) {
    const { port, drop } = fakePort();
    const channel = portChannel(port);
    const closed = vi.fn();
    channel.onClose(closed);
    if (how === 'drop') drop();
    else channel.close();
    drop();
    channel.close();
    expect(closed).toHaveBeenCalledOnce();
    channel.send('late');
    expect(port.postMessage).not.toHaveBeenCalled();
    const late = vi.fn();
    channel.onClose(late);
    expect(late).toHaveBeenCalledOnce();
  }
});

test('a port that throws (the extension was updated under us) is closed', () => {
  const { port } = fakePort();
  port.postMessage.mockImplementation(() => {
    throw new Error('Extension context invalidated.');
  });
  port.disconnect.mockImplementation(() => {
    throw new Error('Extension context invalidated.');
  });
  const channel = portChannel(port);
  const closed = vi.fn();
  channel.onClose(closed);
  channel.send('x');
  channel.close();
  expect(closed).toHaveBeenCalledOnce();
});
