import { expect, test, vi } from 'vitest';
import { bridge } from './bridge.ts';
import type { Channel } from './channel.ts';
import { memoryPair } from './memory.ts';

function bridged() {
  const [a, b] = memoryPair();
  const arrived: Channel[] = [];
  bridge(a, (channel) => arrived.push(channel));
  return { line: b, far: bridge(b), arrived };
}

test('many channels share one line and do not mix', () => {
  const { far, arrived } = bridged();
  const one = far.open();
  const two = far.open();
  const heard: string[] = [];
  arrived[0]?.onMessage((text) => heard.push(`1 ${text}`));
  arrived[1]?.onMessage((text) => heard.push(`2 ${text}`));
  one.onMessage((text) => heard.push(`back ${text}`));
  one.send('a:b');
  two.send('');
  arrived[0]?.send('c');
  expect(heard).toEqual(['1 a:b', '2 ', 'back c']);
});

test('a close ends its channel on both sides and leaves the others', () => {
  const { far, arrived } = bridged();
  const one = far.open();
  const two = far.open();
  const closed = vi.fn();
  arrived[0]?.onClose(closed);
  one.close();
  one.close();
  expect(closed).toHaveBeenCalledOnce();
  const heard = vi.fn();
  two.onMessage(heard);
  arrived[1]?.send('still here');
  expect(heard).toHaveBeenCalledWith('still here');
});

test('the end of the line ends every channel', () => {
  const { far, line, arrived } = bridged();
  const closed = vi.fn();
  far.open().onClose(closed);
  far.open();
  arrived[1]?.onClose(closed);
  line.close();
  expect(closed).toHaveBeenCalledTimes(2);
});

test('a message that is none of ours is dropped', () => {
  const { line, arrived } = bridged();
  for (const junk of ['', ':', 'nobody', '9:mhello', '9:c', '1:x']) line.send(junk);
  expect(arrived).toEqual([]);
});
