/** Workers that pages told of: by recorder, each script once, since a pool makes many of one. */
import type { Entry } from '../log/entry.ts';
import type { WorkerView } from './types.ts';

/** A page may make up addresses; more than a screen of them says no more. */
const MAX_WORKERS = 100;

export class Workers {
  readonly #ofRecorder = new Map<string, WorkerView[]>();

  fold(entry: Entry): void {
    if (entry.kind !== 'page' || entry.event !== 'worker') return;
    const sort = entry.worker ?? 'dedicated';
    const known = this.#ofRecorder.get(entry.recorder) ?? [];
    this.#ofRecorder.set(entry.recorder, known);
    if (known.length === MAX_WORKERS || known.some((one) => one.sort === sort && one.url === entry.url)) return;
    known.push({ sort, url: entry.url });
  }

  /** The recorder's page is gone, and its workers with it. */
  gone(recorder: string): void {
    this.#ofRecorder.delete(recorder);
  }

  clear(): void {
    this.#ofRecorder.clear();
  }

  get all(): readonly WorkerView[] {
    return [...this.#ofRecorder.values()].flat();
  }
}
