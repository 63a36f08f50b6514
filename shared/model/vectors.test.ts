/** The recordings of `tests/vectors` through the model: the rows and details that a person sees. */
import { describe, expect, it } from 'vitest';
import {
  type Expected,
  isFatal,
  matches,
  readVector,
  type Vector,
  type VectorFrame,
  vectorNames,
} from '../../tests/vector.ts';
import type { Entry } from '../log/entry.ts';
import { Model } from './model.ts';
import type { Detail, Row } from './types.ts';

/** The entries that a recorder would have written. Returns also the entry's position of each frame. */
function entriesOf(vector: Vector): {
  readonly entries: readonly Entry[];
  readonly posOf: ReadonlyMap<number, number>;
} {
  const entries: Entry[] = [];
  const posOf = new Map<number, number>();
  const opened = new Set<string>();
  const base = (t: number) => ({ pos: entries.length, at: 1_700_000_000_000 + t, recorder: 'r' });
  const open = (frame: VectorFrame, transport: string): void => {
    if (opened.has(transport)) return;
    opened.add(transport);
    const scheme = frame.transport === 'websocket' ? 'ws' : 'http';
    const url = frame.url.startsWith('/') ? `${scheme}://a:1${frame.url}` : frame.url;
    entries.push({ ...base(frame.t), kind: 'transport-open', transport, type: frame.transport, url });
  };
  vector.frames.forEach((frame, number) => {
    const session = vector.sessionOf(number);
    if (session === undefined) return;
    const transport = frame.conn ?? `polling ${session}`;
    open(frame, transport);
    const { dir, kind, data, http } = frame;
    const content = kind === 'text' ? { text: data } : { base64: data, size: Buffer.from(data, 'base64').length };
    const facts = http && { http: { request: http.id, method: http.method, url: frame.url } };
    posOf.set(number, entries.length);
    entries.push({ ...base(frame.t), kind: 'frame', transport, dir, ...content, ...facts });
  });
  return { entries, posOf };
}

/** Rows by "position/record", with their details. */
function seen(entries: readonly Entry[]): { readonly model: Model; readonly details: ReadonlyMap<string, Detail> } {
  const model = new Model();
  model.append(entries);
  const details = new Map<string, Detail>();
  const counts = new Map<number, number>();
  for (let row = model.firstRow; row < model.endRow; row++) {
    const detail = model.detail(row);
    if (detail.entry.kind !== 'frame') continue;
    const { pos } = detail.entry;
    const count = counts.get(pos) ?? 0;
    counts.set(pos, count + 1);
    details.set(`${pos}/${count}`, detail);
  }
  return { model, details };
}

const KINDS: Record<string, readonly Row['kind'][]> = {
  EVENT: ['event'],
  ACK: ['ack'],
  CONNECT: ['connect', 'connected'],
  DISCONNECT: ['disconnect'],
  CONNECT_ERROR: ['refused'],
  ERROR: ['refused', 'broken'],
};

/**
 * The rows of a frame's records, in order. Attachments have no row of their own: their packet's row is at its header. What
 * official parsers stop at may be read on.
 */
function compare(
  expected: readonly Expected[],
  posOf: ReadonlyMap<number, number>,
  details: ReadonlyMap<string, Detail>,
) {
  const rowsOf = new Map<number, number>();
  const take = (frame: number): Detail | undefined => {
    const pos = posOf.get(frame) as number;
    const count = rowsOf.get(pos) ?? 0;
    rowsOf.set(pos, count + 1);
    return details.get(`${pos}/${count}`);
  };
  const headers = new Map<string, Detail>();
  for (const one of expected) {
    const { frame, engine, packet, pendingBinary, attachment, error, dir, session } = one;
    const lane = `${session} ${dir}`;
    if (one.httpError || attachment) continue;
    const waiting = headers.get(lane);
    const completes = engine.binary !== undefined && waiting !== undefined;
    const detail = completes ? waiting : take(frame);
    if (completes) headers.delete(lane);
    expect(detail, `frame ${frame}`).toBeDefined();
    const { row, problems } = detail as Detail;
    if (pendingBinary !== undefined) {
      // Some versions wait for the half of an attachment.
      if (Number.isInteger(pendingBinary) && !error) headers.set(lane, detail as Detail);
      continue;
    }
    const fatal = problems.filter(isFatal);
    if (error) {
      expect(fatal.map(({ layer }) => layer)).toContain(error.layer);
      expect(row.hasProblem || fatal.length > 0).toBe(true);
      continue;
    }
    expect(fatal, `frame ${frame}`).toEqual([]);
    expect((detail as Detail).engine?.type ?? 'unknown').toBe(engine.type ?? 'unknown');
    expect(matches((detail as Detail).packet, packet)).toBeUndefined();
    if (!packet) continue;
    expect(KINDS[packet.type]).toContain(row.kind);
    // Protocol 4 sends a namespace's query in its name, which is no part of it.
    expect([packet.nsp ?? '', packet.nsp?.split('?')[0]]).toContain(row.nsp);
    expect(row.ackId).toBe(packet.ackId);
    expect(row.attachments).toBe(packet.attachments ?? 0);
    expect(row.missingAttachments).toBe(0);
    if (packet.type === 'EVENT' && typeof packet.event === 'string') expect(row.name).toBe(packet.event);
    if (packet.args?.length) expect(row.preview).not.toBe('');
  }
}

describe('vectors through the model', () => {
  for (const name of vectorNames) {
    it(name, () => {
      const vector = readVector(name);
      const { entries, posOf } = entriesOf(vector);
      const { model, details } = seen(entries);
      compare(vector.expected, posOf, details);
      for (const session of model.sessions) expect(session.kind).toBe('socket.io');
    });
  }
});
