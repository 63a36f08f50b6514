import { describe, expect, it } from 'vitest';
import { RowWindow } from './row-window.ts';

function windowOf(count: number, viewPx = 600): RowWindow {
  const window = new RowWindow(20);
  window.resize(viewPx);
  window.setCount(count);
  return window;
}

describe('row window', () => {
  it('follows the end from the start', () => {
    const window = windowOf(10);
    expect([window.firstVisible, window.endVisible]).toEqual([0, 10]);
    window.setCount(1000);
    expect([window.firstVisible, window.endVisible]).toEqual([970, 1000]);
    expect(window.scrollTop).toBe(19_400);
  });

  it('stays where it is once the user has scrolled away, and follows again at the end', () => {
    const window = windowOf(1000);
    window.scrolled(5000);
    expect(window.following).toBe(false);
    window.setCount(2000);
    expect(window.contentTop).toBe(5000);
    expect(window.scrollTop).toBe(5000);
    window.scrolled(2000 * 20 - 600);
    expect(window.following).toBe(true);
    window.setCount(2001);
    expect(window.endVisible).toBe(2001);
  });

  it('stays put when pinned at the end', () => {
    const window = windowOf(1000);
    window.pin();
    window.setCount(1100);
    expect(window.endVisible).toBe(1000);
    window.follow();
    expect(window.endVisible).toBe(1100);
  });

  it('moves no row on the screen, and not the scroller either, when rows fall off the front', () => {
    const window = windowOf(1000);
    window.scrolled(10_007);
    // 100 rows fell: what was row 500, 7 px above the view, is now row 400.
    window.setCount(900);
    window.anchor(400, -7);
    expect(window.scrollTop).toBe(10_007);
    expect(window.firstVisible).toBe(400);
    expect(400 * 20 + window.shiftPx - window.scrollTop).toBe(-7);
    expect(window.driftPx).toBe(2000);
    window.settle();
    expect(window.scrollTop).toBe(8007);
    expect(400 * 20 + window.shiftPx - window.scrollTop).toBe(-7);
  });

  it('shows the oldest rows when the ones in view have fallen', () => {
    const window = windowOf(1000);
    window.scrolled(400);
    window.setCount(900);
    window.anchor(0, 0);
    expect(window.firstVisible).toBe(0);
    expect(window.contentTop).toBe(0);
  });

  it('reveals by as little as is needed', () => {
    const window = windowOf(1000);
    window.scrolled(5000);
    window.reveal(255);
    expect(window.contentTop).toBe(5000);
    window.reveal(240);
    expect(window.contentTop).toBe(4800);
    window.reveal(300);
    expect(window.contentTop).toBe(301 * 20 - 600);
  });

  it('makes exact steps in a million rows, wherever it is', () => {
    const window = windowOf(1_000_000);
    window.scrolled(4_000_000);
    const before = window.contentTop;
    for (let step = 1; step <= 50; step++) window.scrolled(4_000_000 + step * 100);
    expect(window.contentTop - before).toBe(5000);
    window.settle();
    expect(window.contentTop - before).toBe(5000);
    expect(window.driftPx).toBeLessThan(1);
  });

  it('reaches the first and the last of a million rows', () => {
    const window = windowOf(1_000_000);
    expect(window.endVisible).toBe(1_000_000);
    window.scrolled(0);
    expect(window.firstVisible).toBe(0);
    window.scrolled(window.spacerPx - 600);
    expect(window.endVisible).toBe(1_000_000);
    expect(window.following).toBe(true);
  });

  it('asks to be settled before a drifted position runs into an end', () => {
    const window = windowOf(1_000_000);
    window.scrolled(1_501_000);
    let top = window.scrollTop;
    while (top > 2000) window.scrolled((top -= 3000));
    expect(window.driftMatters).toBe(true);
    const { contentTop } = window;
    window.settle();
    expect(window.contentTop).toBe(contentTop);
    expect(window.driftMatters).toBe(false);
  });

  it('survives a list that became shorter', () => {
    const window = windowOf(1000);
    window.scrolled(15_000);
    window.setCount(3);
    expect([window.firstVisible, window.endVisible, window.contentTop]).toEqual([0, 3, 0]);
    window.setCount(0);
    expect([window.firstVisible, window.endVisible]).toEqual([0, 0]);
  });
});
