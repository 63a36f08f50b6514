import { expect, test } from 'vitest';
import type { RecorderInfo } from '../../log/entry.ts';
import { placeWords } from './place.ts';

const recorder = (id: string, url: string, more: Partial<RecorderInfo> = {}): RecorderInfo => ({
  id,
  url,
  userAgent: '',
  timeOrigin: 0,
  ...more,
});
const page = recorder('p', 'https://example.com/shop?token=1', { top: true });
const frame = recorder('f', 'https://chat.example.com/embed');
const worker = recorder('w', 'https://example.com/sync.js', { via: 'devtools-network' });

test('a place is named only where there are several', () => {
  expect(placeWords('p', [page])).toBeUndefined();
  expect(placeWords('nobody', [page, frame])).toBeUndefined();
});

test('pages, frames and workers are told apart', () => {
  const all = [page, frame, worker];
  expect(placeWords('p', all)).toBe('on example.com/shop');
  expect(placeWords('f', all)).toBe('in frame chat.example.com/embed');
  expect(placeWords('w', all)).toBe('in example.com/sync.js, from DevTools’ network log');
});
