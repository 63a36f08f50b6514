/** Takes a whole log into a model: for what can only be answered when everything was seen, such as an ack that never came. */
import type { Entry, RecorderInfo } from '../../shared/log/entry.ts';
import { Model } from '../../shared/model/model.ts';

const BATCH_ENTRIES = 1024;

/** Who asked for a whole log gets it whole. */
const UNBOUNDED = { maxEntries: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

/**
 * `recorders`: who recorded, asked for when the first entry is there: a file's header stands before its entries. Each recorder comes
 * when its first entry does, as it came when the log was recorded.
 */
export async function loadModel(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  recorders: () => readonly RecorderInfo[],
): Promise<Model> {
  const model = new Model(UNBOUNDED);
  const seen = new Set<string>();
  let batch: Entry[] = [];
  for await (const entry of entries) {
    if (!seen.has(entry.recorder)) {
      seen.add(entry.recorder);
      model.append(batch);
      batch = [];
      const info = recorders().find(({ id }) => id === entry.recorder);
      if (info) model.addRecorder(info, info.top === true);
    }
    batch.push(entry);
    if (batch.length < BATCH_ENTRIES) continue;
    model.append(batch);
    batch = [];
  }
  model.append(batch);
  for (const info of recorders()) if (!seen.has(info.id)) model.addRecorder(info, false);
  return model;
}
