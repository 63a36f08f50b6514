/** Reads a HAR that we wrote: the very entries, in their order. What another program took out of it is gone, and what it changed is changed. */
import type { Entry } from '../entry.ts';
import { isEntry } from '../guard.ts';
import { type FileProblem, type ReadLog, readHeader } from '../header.ts';
import { type Fields, fieldsOf, isObject, listOf, numberOf } from './fields.ts';
import { MARK } from './mark.ts';

interface Placed {
  readonly place: number;
  readonly value: unknown;
}

/** A frame's content where HAR has it; a cut frame's is in its mark. */
function contentOf(mark: Fields, data: unknown, isBase64: boolean): Fields {
  if (mark.cut !== undefined) return {};
  return isBase64 ? { base64: data } : { text: data };
}

function placedFrame(mark: Fields, carrier: Fields, dir: string, content: Fields): Placed {
  const { place, ...fields } = mark;
  const { recorder, transport } = carrier;
  return { place: numberOf(place) ?? -1, value: { ...fields, recorder, transport, kind: 'frame', dir, ...content } };
}

/** The frames of one entry of the HAR, and whether every one of its messages has its mark. */
function framesOf(har: Fields): { readonly frames: readonly Placed[]; readonly unmarked: boolean } {
  const carrier = fieldsOf(har[MARK]);
  const frames: Placed[] = [];
  let unmarked = !isObject(har[MARK]);
  for (const message of listOf(har._webSocketMessages)) {
    const mark = message[MARK];
    if (!isObject(mark)) unmarked = true;
    else {
      const dir = message.type === 'send' ? 'out' : 'in';
      frames.push(placedFrame(mark, carrier, dir, contentOf(mark, message.data, message.opcode === 2)));
    }
  }
  const body = (mark: unknown, dir: string, { text, encoding }: Fields): void => {
    if (!isObject(mark)) return;
    frames.push(placedFrame(mark, carrier, dir, contentOf(mark, text, encoding === 'base64')));
  };
  body(carrier.out, 'out', fieldsOf(fieldsOf(har.request).postData));
  body(carrier.in, 'in', fieldsOf(fieldsOf(har.response).content));
  return { frames, unmarked };
}

/** Reads what `writeHar` wrote. */
export function readOwnHar(log: Fields): ReadLog {
  const problems: FileProblem[] = [];
  const own = fieldsOf(log[MARK]);
  const header = readHeader(own, problems);
  const placed: Placed[] = [];
  for (const pair of Array.isArray(own.entries) ? (own.entries as unknown[]) : []) {
    if (Array.isArray(pair)) placed.push({ place: numberOf(pair[0]) ?? -1, value: pair[1] });
  }
  for (const [index, har] of (log.entries as readonly unknown[]).entries()) {
    const { frames, unmarked } = framesOf(fieldsOf(har));
    for (const frame of frames) placed.push(frame);
    if (!unmarked) continue;
    const message = `Entry ${index + 1} of the HAR was added by another program, or holds messages that were, and they were left out.`;
    problems.push({ line: 0, code: 'har-entry', message });
  }
  placed.sort((a, b) => a.place - b.place);
  const entries = placed.map(({ value }) => value).filter(isEntry) as Entry[];
  const damaged = placed.length - entries.length;
  if (damaged > 0) {
    const message = `${damaged} of the HAR's ${placed.length} entries of our log are damaged and were left out.`;
    problems.push({ line: 0, code: 'har-entry', message });
  }
  return { header, entries, problems };
}
