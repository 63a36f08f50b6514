/** Where the overlay stands and how large it is: kept inside the window, remembered per dock. */
import type { Host } from '../../shared/view/host.ts';
import type { Dock } from './options.ts';

export const DOCKS: readonly Dock[] = ['bottom', 'right', 'floating'];

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The smallest size at which everything can still be reached, in CSS pixels. */
const MIN_WIDTH = 320;
const MIN_HEIGHT = 180;

const DEFAULTS: Record<Dock, Rect> = {
  bottom: { x: 0, y: 0, width: 0, height: 320 },
  right: { x: 0, y: 0, width: 460, height: 0 },
  floating: { x: 40, y: 40, width: 760, height: 440 },
};

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, Math.max(low, high)));

/** The nearest place that fits a window of this size. */
export function fitWindow(rect: Rect, windowWidth: number, windowHeight: number): Rect {
  const width = clamp(rect.width, Math.min(MIN_WIDTH, windowWidth), windowWidth);
  const height = clamp(rect.height, Math.min(MIN_HEIGHT, windowHeight), windowHeight);
  return {
    width,
    height,
    x: clamp(rect.x, 0, windowWidth - width),
    y: clamp(rect.y, 0, windowHeight - height),
  };
}

const key = (dock: Dock): string => `overlay.${dock}`;

export function loadPlace(settings: Host['settings'], dock: Dock): Rect {
  const numbers = settings.get(key(dock))?.split(' ').map(Number) ?? [];
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || numbers.some((value) => !Number.isFinite(value))) return { ...DEFAULTS[dock] };
  return { x: x as number, y: y as number, width: width as number, height: height as number };
}

export function savePlace(settings: Host['settings'], dock: Dock, rect: Rect): void {
  settings.set(key(dock), [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(' '));
}
