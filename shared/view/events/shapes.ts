/** The shapes of events' arguments, made when they come into view, and anew when there are more samples. */
import { argsShape, drifts, missingIn, type Shape, shapeWords } from '../../model/catalogue/shape.ts';
import type { CatalogueItem } from '../../model/catalogue/types.ts';
import type { ModelReader } from '../../model/types.ts';

/** A shape that is looked at is not made anew more often than this. */
const FRESH_MS = 2000;

export interface EventShape {
  readonly args: readonly Shape[];
  /** How many payloads it was told by. */
  readonly samples: number;
  readonly words: string;
  readonly drifts: boolean;
}

export class EventShapes {
  readonly #model: ModelReader;
  readonly #known = new WeakMap<
    CatalogueItem,
    { readonly shape: EventShape; readonly count: number; readonly atMs: number }
  >();

  constructor(model: ModelReader) {
    this.#model = model;
  }

  of(item: CatalogueItem): EventShape {
    const known = this.#known.get(item);
    const nowMs = performance.now();
    if (known && (known.count === item.count || nowMs - known.atMs < FRESH_MS)) return known.shape;
    const samples = this.#model.argsOf(item.sample.rows());
    const args = argsShape(samples);
    const shape = {
      args,
      samples: samples.length,
      words: args.map((one) => shapeWords(one) + (missingIn(one, samples.length) > 0 ? '?' : '')).join(', '),
      drifts: args.some((one) => drifts(one) || missingIn(one, samples.length) > 0),
    };
    this.#known.set(item, { shape, count: item.count, atMs: nowMs });
    return shape;
  }
}
