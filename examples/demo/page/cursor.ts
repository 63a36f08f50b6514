import type { CursorPlace } from '../events.ts';
import { byId, type MainSocket } from './dom.ts';

const colours = ['#4f7cff', '#e2679a', '#2ba67a', '#d48a1f', '#8d6be8'];

/** Everybody's cursor on one field. */
export function showCursor(socket: MainSocket): void {
  const canvas = byId<HTMLCanvasElement>('cursor');
  const context = canvas.getContext('2d');
  if (!context) return;
  const others = new Map<string, CursorPlace>();
  let mine: CursorPlace | undefined;
  let drawing = false;

  const draw = (): void => {
    drawing = false;
    const { width, height } = canvas.getBoundingClientRect();
    const scale = devicePixelRatio;
    canvas.width = width * scale;
    canvas.height = height * scale;
    context.scale(scale, scale);
    context.font = '12px system-ui, sans-serif';
    const ink = getComputedStyle(canvas).color;
    const dot = ({ x, y }: CursorPlace, colour: string, name: string): void => {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(x * width, y * height, 5, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = ink;
      context.fillText(name, x * width + 9, y * height + 4);
    };
    if (!mine && others.size === 0) {
      context.fillStyle = ink;
      context.globalAlpha = 0.6;
      context.textAlign = 'center';
      context.fillText('Move the pointer over this field', width / 2, height / 2);
      return;
    }
    let nth = 1;
    for (const [name, place] of others) dot(place, colours[nth++ % colours.length]!, name);
    if (mine) dot(mine, colours[0]!, 'you');
  };
  const drawSoon = (): void => {
    if (!drawing) requestAnimationFrame(draw);
    drawing = true;
  };

  canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    const round = (part: number): number => Math.round(part * 1_000) / 1_000;
    mine = { x: round(offsetX / canvas.clientWidth), y: round(offsetY / canvas.clientHeight) };
    socket.volatile.emit('cursor:move', mine);
    drawSoon();
  });
  canvas.addEventListener('pointerleave', () => {
    mine = undefined;
    drawSoon();
  });
  socket.on('cursor:moved', (who, place) => {
    others.set(who, place);
    drawSoon();
  });
  socket.on('cursor:gone', (who) => {
    others.delete(who);
    drawSoon();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawSoon);
  addEventListener('resize', drawSoon);
  drawSoon();
}
