/**
 * One recorder per document, whoever comes first: the extension's hook or the overlay. The later one asks, by a synchronous
 * event inside the page's world, and is lent the recorder of the first; it lives until its last user lets go.
 */
import type { Stop } from '../base/dispose.ts';
import { dispatch, getterOf, listen, unlisten } from '../base/primordials.ts';
import type { EntrySource } from '../log/entry.ts';
import { type RecorderOptions, startRecorder } from './recorder.ts';

/** A name that only Sioscope uses; a page that fires it learns no more than its own traffic. */
const ASK = 'sioscope:recorder?';

const CustomEventAtStart = CustomEvent;
const detailOf = getterOf(CustomEvent.prototype, 'detail') as (event: Event) => unknown;

export interface SharedRecorder {
  readonly source: EntrySource;
  /** Whether this call started the recorder. */
  readonly owned: boolean;
  readonly stop: Stop;
}

type Lend = (source: EntrySource, release: Stop) => void;

const isSource = (value: unknown): value is EntrySource => {
  if (typeof value !== 'object' || value === null) return false;
  const source = value as Partial<Record<keyof EntrySource, unknown>>;
  return (
    typeof source.read === 'function' &&
    typeof source.onGrow === 'function' &&
    typeof source.setRaw === 'function' &&
    typeof source.info === 'object'
  );
};

/** A release that counts once, however often it is called. */
function once(run: Stop): Stop {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}

/** Borrows the document's recorder, or starts it. */
export function shareRecorder(options: RecorderOptions = {}): SharedRecorder {
  let lent: SharedRecorder | undefined;
  const take: Lend = (source, release) => {
    if (!lent && isSource(source)) lent = { source, owned: false, stop: once(release) };
  };
  dispatch(document, new CustomEventAtStart(ASK, { detail: take }));
  if (lent) return lent;

  const recorder = startRecorder(options);
  let users = 1;
  const answer = (event: Event): void => {
    try {
      const ask = detailOf(event);
      if (typeof ask !== 'function' || users === 0) return;
      users += 1;
      (ask as Lend)(recorder.source, once(release));
    } catch {
      // Anybody can fire this event: no trouble of theirs is an error in the page for our sake.
    }
  };
  const release = (): void => {
    users -= 1;
    if (users > 0) return;
    unlisten(document, ASK, answer);
    recorder.stop();
  };
  listen(document, ASK, answer);
  return { source: recorder.source, owned: true, stop: once(release) };
}
