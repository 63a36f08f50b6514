/** The overlay's frame in the page: a shadow root with a launcher button and a panel that docks, floats and resizes. */
import { effect, type Signal } from '@preact/signals';
import { type Stop, stopAll } from '../../shared/base/dispose.ts';
import type { Host } from '../../shared/view/host.ts';
import type { Dock } from './options.ts';
import css from './overlay.css?inline';
import { fitWindow, loadPlace, type Rect, savePlace } from './place.ts';

/** Words of the frame; the view has its own file of texts. */
const TEXTS = {
  open: 'Open Sioscope, the Socket.IO inspector',
  region: 'Sioscope, the Socket.IO inspector',
  resize: 'Resize the inspector (arrow keys)',
  move: 'Move the inspector (arrow keys)',
};

/** How far an arrow key moves or resizes, in CSS pixels. */
const KEY_STEP = 16;

export interface FrameState {
  readonly dock: Signal<Dock>;
  readonly open: Signal<boolean>;
  readonly theme: Host['theme'];
  readonly settings: Host['settings'];
}

export interface Frame {
  /** Where the view is mounted. */
  readonly view: HTMLElement;
  readonly stop: Stop;
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A pulse inside a lens. Built node by node: pages with Trusted Types refuse markup. */
function icon(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 16 16', width: '18', height: '18', fill: 'none' })) {
    svg.setAttribute(name, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M1.5 8h3l2-5 3 10 2-5h3');
  path.setAttribute('stroke', 'currentColor');
  path.setAttribute('stroke-width', '1.5');
  path.setAttribute('stroke-linecap', 'round');
  path.setAttribute('stroke-linejoin', 'round');
  svg.append(path);
  return svg;
}

/** Pointer drags and arrow keys on a handle, as steps in pixels. */
function draggable(handle: HTMLElement, move: (dx: number, dy: number) => void, done: () => void): void {
  handle.addEventListener('pointerdown', (down) => {
    if (down.button !== 0) return;
    down.preventDefault();
    handle.setPointerCapture(down.pointerId);
    let { clientX, clientY } = down;
    const onMove = (event: PointerEvent) => {
      move(event.clientX - clientX, event.clientY - clientY);
      ({ clientX, clientY } = event);
    };
    const onUp = () => {
      handle.removeEventListener('pointermove', onMove);
      done();
    };
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('lostpointercapture', onUp, { once: true });
  });
  handle.addEventListener('keydown', (event) => {
    const steps: Record<string, readonly [number, number]> = {
      ArrowLeft: [-KEY_STEP, 0],
      ArrowRight: [KEY_STEP, 0],
      ArrowUp: [0, -KEY_STEP],
      ArrowDown: [0, KEY_STEP],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    move(...step);
    done();
  });
}

export function makeFrame({ dock, open, theme, settings }: FrameState): Frame {
  const outer = element('div', '', { 'data-sioscope': '' });
  const shadow = outer.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];

  const launcher = element('button', 'launcher', { type: 'button', title: TEXTS.open, 'aria-label': TEXTS.open });
  launcher.append(icon());
  launcher.addEventListener('click', () => {
    open.value = true;
  });
  const frame = element('div', 'frame', { role: 'region', 'aria-label': TEXTS.region });
  const bar = element('div', 'bar', { tabindex: '0', role: 'separator', 'aria-label': TEXTS.move });
  const edge = element('div', 'edge', { tabindex: '0', role: 'separator', 'aria-label': TEXTS.resize });
  const view = element('div', 'view');
  frame.append(bar, view, edge);
  shadow.append(launcher, frame);
  document.documentElement.append(outer);

  let rect: Rect = loadPlace(settings, dock.value);
  const draw = () => {
    const { innerWidth, innerHeight } = window;
    rect = fitWindow(rect, innerWidth, innerHeight);
    const { style } = frame;
    const place = dock.peek();
    style.width = place === 'bottom' ? '' : `${rect.width}px`;
    style.height = place === 'right' ? '' : `${rect.height}px`;
    style.left = place === 'floating' ? `${rect.x}px` : '';
    style.top = place === 'floating' ? `${rect.y}px` : '';
  };
  const save = () => savePlace(settings, dock.peek(), rect);
  draggable(
    bar,
    (dx, dy) => {
      rect = { ...rect, x: rect.x + dx, y: rect.y + dy };
      draw();
    },
    save,
  );
  draggable(
    edge,
    (dx, dy) => {
      const place = dock.peek();
      if (place === 'bottom') rect = { ...rect, height: rect.height - dy };
      else if (place === 'right') rect = { ...rect, width: rect.width - dx };
      else rect = { ...rect, width: rect.width + dx, height: rect.height + dy };
      draw();
    },
    save,
  );
  window.addEventListener('resize', draw);

  /** Stores what a person changed; what it is mounted with is not their choice, and must not outlive the options. */
  const remember = (key: string, read: () => string): Stop => {
    let known: string | undefined;
    return effect(() => {
      const value = read();
      if (known !== undefined && value !== known) settings.set(key, value);
      known = value;
    });
  };

  const stop = stopAll([
    () => outer.remove(),
    () => window.removeEventListener('resize', draw),
    effect(() => {
      frame.dataset.dock = dock.value;
      rect = loadPlace(settings, dock.value);
      draw();
    }),
    effect(() => {
      frame.hidden = !open.value;
      launcher.hidden = open.value;
    }),
    remember('overlay.dock', () => dock.value),
    remember('overlay.open', () => (open.value ? 'on' : 'off')),
    effect(() => {
      for (const part of [frame, launcher]) {
        if (theme.value === 'auto') delete part.dataset.theme;
        else part.dataset.theme = theme.value;
      }
    }),
  ]);
  return { view, stop };
}
