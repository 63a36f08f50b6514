import { describe, expect, it } from 'vitest';
import { clampPane, layoutFor } from './layout.ts';

describe('layout', () => {
  it.each([
    [1600, 700, 'column', 'right'],
    [1000, 300, 'column', 'right'],
    [700, 700, 'column', 'below'],
    [700, 300, 'column', 'over'],
    [639, 700, 'menu', 'right'],
    [480, 700, 'menu', 'below'],
    [360, 700, 'menu', 'over'],
    [320, 250, 'menu', 'over'],
  ])('%d × %d', (width, height, sidebar, detail) => {
    expect(layoutFor(width, height, 224)).toMatchObject({ sidebar, detail });
  });

  it('keeps panes between their bounds, the lower one winning', () => {
    expect(clampPane(100, 160, 400)).toBe(160);
    expect(clampPane(1000, 160, 400)).toBe(400);
    expect(clampPane(300, 160, 100)).toBe(160);
  });
});
