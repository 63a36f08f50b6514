/** The strip's drawing: rate and bytes by uPlot, and over it lanes, marks and stretches in the same time scale. */
import type uPlot from 'uplot';
import type { OverviewReader } from '../../model/overview/types.ts';
import { pollingUntil } from '../parts/transport-times.ts';
import { type Lane, MAX_LANES } from './lanes.ts';

/** A stretch of time in epoch milliseconds. */
export interface Stretch {
  readonly fromAt: number;
  readonly toAt: number;
}

export interface Mark {
  readonly at: number;
  readonly tone: 'plain' | 'warn' | 'bad';
}

export interface StripData {
  readonly overview: OverviewReader;
  readonly nowAt: number;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  /** What the list is narrowed to, and what of it is in view. */
  readonly range: Stretch | undefined;
  readonly visible: Stretch | undefined;
  /** Where the keyboard stands. */
  readonly cursorAt: number | undefined;
}

export interface StripActs {
  readonly onRange: (range: Stretch) => void;
  readonly onPick: (at: number) => void;
  readonly onHover: (at: number | undefined) => void;
}

const LANE_PX = 5;
const AXIS_PX = 16;
const PLOT_PX = 26;
export const STRIP_PX = PLOT_PX + MAX_LANES * LANE_PX + AXIS_PX;

type Colours = Readonly<Record<'ink' | 'quiet' | 'line' | 'accent' | 'amber' | 'red' | 'chosen', string>>;

export class OverviewChart {
  readonly #root: HTMLElement;
  readonly #plot: uPlot;
  #data: StripData | undefined;
  #colours: Colours;

  constructor(Plot: typeof uPlot, root: HTMLElement, widthPx: number, acts: StripActs) {
    this.#root = root;
    this.#colours = this.#readColours();
    const bars = Plot.paths.bars?.({ size: [1, 100], align: 1 });
    const colour = (name: keyof Colours) => () => this.#colours[name];
    this.#plot = new Plot(
      {
        width: widthPx,
        height: STRIP_PX,
        padding: [2, 28, 0, 28],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
        scales: { x: { time: true, range: (_plot, from, to) => this.#span(from, to) }, y: { range: [0, null] }, b: {} },
        axes: [
          {
            size: AXIS_PX,
            // Labels with milliseconds are wider than the usual ones.
            space: 76,
            gap: 2,
            stroke: colour('quiet'),
            grid: { show: false },
            ticks: { size: 3, stroke: colour('line') },
          },
          { show: false },
        ],
        series: [
          {},
          {
            scale: 'y',
            ...(bars && { paths: bars }),
            fill: colour('line'),
            stroke: colour('line'),
            width: 0,
            points: { show: false },
          },
          {
            scale: 'y',
            ...(bars && { paths: bars }),
            fill: colour('quiet'),
            stroke: colour('quiet'),
            width: 0,
            points: { show: false },
          },
          { scale: 'b', stroke: colour('ink'), width: 1, dash: [2, 2], points: { show: false } },
        ],
        hooks: {
          drawClear: [() => this.#under()],
          draw: [() => this.#over()],
          setSelect: [
            (plot) => {
              const { left, width } = plot.select;
              if (width < 2) return;
              const at = (px: number): number => plot.posToVal(px, 'x') * 1000;
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              acts.onRange({ fromAt: at(left), toAt: at(left + width) });
            },
          ],
          setCursor: [
            ({ cursor: { left }, posToVal }) =>
              acts.onHover(left === undefined || left < 0 ? undefined : posToVal(left, 'x') * 1000),
          ],
        },
      },
      [[], [], [], []],
      root,
    );
    // What follows a drag is no click: uPlot keeps that one to itself.
    this.#plot.over.addEventListener('click', ({ offsetX }) => acts.onPick(this.#plot.posToVal(offsetX, 'x') * 1000));
  }

  resize(width: number): void {
    if (width !== this.#plot.width) this.#plot.setSize({ width, height: STRIP_PX });
  }

  draw(data: StripData): void {
    this.#data = data;
    this.#colours = this.#readColours();
    const { fromAt, binMs, length, countsIn, countsOut, bytes } = data.overview;
    const all: number[][] = [[], [], [], []];
    const [times, totals, outs, sizes] = all as [number[], number[], number[], number[]];
    for (let bin = 0; bin < length; bin++) {
      times.push((fromAt + bin * binMs) / 1000);
      totals.push((countsIn[bin] as number) + (countsOut[bin] as number));
      outs.push(countsOut[bin] as number);
      sizes.push(bytes[bin] as number);
    }
    this.#plot.setData(all as unknown as uPlot.AlignedData);
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #readColours(): Colours {
    const style = getComputedStyle(this.#root);
    const names = ['ink', 'quiet', 'line', 'accent', 'amber', 'red', 'chosen'] as const;
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)])) as Colours;
  }

  /** The log's whole time: what lives is still going on. */
  #span(from: number | null, to: number | null): [number, number] {
    const { overview, nowAt } = this.#data ?? {};
    if (!overview || from === null || to === null) return [0, 1];
    const end = Math.max(to + overview.binMs / 1000, (nowAt ?? 0) / 1000);
    return [from, Math.max(end, from + 0.1)];
  }

  /** Behind the rate: the stretches. */
  #under(): void {
    const { range, visible } = this.#data ?? {};
    const { height } = this.#plot.bbox;
    if (range) this.#fill(range, 0, height, this.#colours.chosen);
    if (visible) this.#fill(visible, 0, 2 * devicePixelRatio, this.#colours.accent);
  }

  #over(): void {
    const data = this.#data;
    if (!data) return;
    const { ctx, bbox } = this.#plot;
    const ratio = devicePixelRatio;
    const top = bbox.height - MAX_LANES * LANE_PX * ratio;
    for (const { session, lane } of data.lanes) {
      const y = top + lane * LANE_PX * ratio;
      const endAt = session.end?.at ?? data.nowAt;
      const { startedAt } = session;
      const polledTo = pollingUntil(session, data.nowAt);
      const high = 3 * ratio;
      this.#fill({ fromAt: startedAt, toAt: endAt }, y, high, session.end ? this.#colours.quiet : this.#colours.ink);
      // As long as it polled, a thinner line.
      if (polledTo !== undefined) this.#fill({ fromAt: startedAt, toAt: polledTo }, y, ratio, this.#colours.line);
      const failed = session.end && session.end.reason !== 'io client disconnect';
      if (session.end) this.#tick(endAt, y - ratio, 5 * ratio, failed ? this.#colours.red : this.#colours.ink);
    }
    for (const { at, tone } of data.marks) {
      const colour = tone === 'bad' ? this.#colours.red : tone === 'warn' ? this.#colours.amber : this.#colours.quiet;
      this.#tick(at, 0, 6 * ratio, colour);
    }
    if (data.cursorAt !== undefined) this.#tick(data.cursorAt, 0, bbox.height, this.#colours.accent);
    ctx.globalAlpha = 1;
  }

  #x(at: number): number {
    return this.#plot.valToPos(at / 1000, 'x', true);
  }

  #fill({ fromAt, toAt }: Stretch, y: number, height: number, colour: string): void {
    const { ctx, bbox } = this.#plot;
    const left = Math.max(bbox.left, this.#x(fromAt));
    const right = Math.min(bbox.left + bbox.width, this.#x(toAt));
    if (right < left) return;
    ctx.fillStyle = colour;
    ctx.fillRect(left, bbox.top + y, Math.max(2 * devicePixelRatio, right - left), height);
  }

  #tick(at: number, y: number, height: number, colour: string): void {
    const { ctx, bbox } = this.#plot;
    const x = this.#x(at);
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.fillStyle = colour;
    ctx.fillRect(Math.round(x) - 1, bbox.top + y, 2 * devicePixelRatio, height);
  }
}
