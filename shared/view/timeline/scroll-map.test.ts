import { describe, expect, it } from 'vitest';
import { MAX_SPACER_PX, maxContentTop, maxScroll, spacerPx, toContentTop, toScrollTop } from './scroll-map.ts';

describe('scroll map', () => {
  it('is the identity while the content fits an element', () => {
    const extent = { contentPx: 100_000, viewPx: 600 };
    expect(spacerPx(extent.contentPx)).toBe(100_000);
    for (const top of [0, 1, 33_333.5, 99_400]) expect(toContentTop(top, extent)).toBe(top);
    expect(toContentTop(200_000, extent)).toBe(99_400);
    expect(toContentTop(-5, extent)).toBe(0);
  });

  it('does not scroll what fits the view', () => {
    const extent = { contentPx: 200, viewPx: 600 };
    expect(maxScroll(extent)).toBe(0);
    expect(maxContentTop(extent)).toBe(0);
    expect(toContentTop(0, extent)).toBe(0);
  });

  const tall = { contentPx: 20_000_000, viewPx: 600 };

  it('keeps the spacer below what browsers lay out', () => {
    expect(spacerPx(tall.contentPx)).toBe(MAX_SPACER_PX);
  });

  it('reaches both ends of content that is taller than an element', () => {
    expect(toContentTop(0, tall)).toBe(0);
    expect(toContentTop(maxScroll(tall), tall)).toBe(maxContentTop(tall));
    expect(toScrollTop(maxContentTop(tall), tall)).toBe(maxScroll(tall));
  });

  it('is exact near the ends', () => {
    expect(toContentTop(999_999, tall)).toBe(999_999);
    expect(maxContentTop(tall) - toContentTop(maxScroll(tall) - 123_456, tall)).toBe(123_456);
  });

  it('never goes back, and inverts', () => {
    let before = -1;
    for (let top = 0; top <= maxScroll(tall); top += 12_345) {
      const content = toContentTop(top, tall);
      expect(content).toBeGreaterThan(before);
      expect(toScrollTop(content, tall)).toBeCloseTo(top, 4);
      before = content;
    }
  });
});
