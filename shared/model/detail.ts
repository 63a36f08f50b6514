/** Everything about one row, decoded when somebody looks. */
import type { Entry, FrameEntry } from '../log/entry.ts';
import { placeAttachments } from '../protocol/assemble.ts';
import { bytesFromBase64 } from '../protocol/base64.ts';
import { engineTypeName, scanEngine } from '../protocol/engineio.ts';
import { splitPayload } from '../protocol/payload.ts';
import { decodePacket } from '../protocol/socketio.ts';
import type { EngineRecord, Packet, Problem } from '../protocol/types.ts';
import { httpWords } from './reasons.ts';
import type { AttachmentPlace } from './timeline.ts';
import type { Detail, Row } from './types.ts';

/** Where a row's record stands, and how to reach its attachments' entries. */
export interface DetailSource {
  readonly row: Row;
  readonly entry: Entry;
  readonly record: number;
  readonly polling: boolean;
  readonly attachments: readonly AttachmentPlace[];
  readonly entryAt: (index: number) => Entry | undefined;
}

const problem = (code: string, message: string, layer: Problem['layer']): Problem => ({ code, message, layer });

function attachmentBytes(source: DetailSource): Uint8Array[] {
  const bytes: Uint8Array[] = [];
  for (const place of source.attachments) {
    const entry = source.entryAt(place.entry);
    if (entry?.kind !== 'frame') continue;
    // A base64 record of a polling body stands in the text after its `b`.
    if (entry.base64 !== undefined) bytes.push(bytesFromBase64(entry.base64));
    else if (entry.text !== undefined) bytes.push(bytesFromBase64(entry.text.slice(place.start + 1, place.end)));
  }
  return bytes;
}

function packetProblems(source: DetailSource, packet: Packet | undefined): Problem[] {
  const { row } = source;
  if (row.missingAttachments > 0 && packet) {
    const message = `${row.missingAttachments} of ${row.attachments} attachments have not arrived.`;
    return [problem('missing-attachments', message, 'socket')];
  }
  return [];
}

function describeRecord(entry: FrameEntry, source: DetailSource): EngineRecord | undefined {
  if (entry.text === undefined) return undefined;
  return source.polling ? splitPayload(entry.text)[source.record] : scanEngine(entry.text);
}

/** Decodes a row whole. Never throws. */
export function describe(source: DetailSource): Detail {
  const { row, entry } = source;
  const none = { row, entry, engine: undefined, packet: undefined, raw: undefined, bytes: [], http: undefined };
  if (entry.kind === 'http-error') {
    return {
      ...none,
      http: entry.http,
      raw: entry.text,
      problems: [problem(`http-${entry.reason}`, httpWords(entry), 'engine')],
    };
  }
  if (entry.kind !== 'frame') return { ...none, problems: [] };
  const frame = { ...none, http: entry.http };
  if (entry.cut) {
    const message = `The frame of ${entry.cut.size.toLocaleString('en')} bytes was too large to keep; its beginning is shown.`;
    return { ...frame, raw: entry.cut.head, problems: [problem('too-large', message, 'engine')] };
  }
  if (row.kind === 'raw') {
    const bytes = entry.base64 === undefined ? [] : [bytesFromBase64(entry.base64)];
    return { ...frame, raw: entry.text, bytes, problems: [] };
  }
  const orphan = problem(
    'orphan-attachment',
    'Binary data with no packet that announced it: its header came before the log begins, or the sender is at fault.',
    'socket',
  );
  if (entry.text === undefined) {
    return { ...frame, bytes: [bytesFromBase64(entry.base64 ?? '')], problems: [orphan] };
  }
  const record = describeRecord(entry, source);
  if (!record) return { ...frame, raw: entry.text, problems: [] };
  const raw = entry.text.slice(record.start, record.end);
  if (record.binary) {
    const bytes = [bytesFromBase64(entry.text.slice(record.dataStart, record.end))];
    return { ...frame, raw, bytes, problems: [orphan] };
  }
  const data = entry.text.slice(record.dataStart, record.end);
  const engine = {
    type: engineTypeName(record.type),
    data: record.type === 'message' || data === '' ? undefined : data,
  };
  const problems: Problem[] = record.problem ? [record.problem] : [];
  if (record.type !== 'message') return { ...frame, engine, raw, problems };
  const decoded = decodePacket(entry.text, record.dataStart, record.end);
  problems.push(...decoded.problems);
  if (!decoded.packet || row.attachments === 0) return { ...frame, engine, raw, packet: decoded.packet, problems };
  const bytes = attachmentBytes(source);
  const missing = packetProblems(source, decoded.packet);
  const placed = placeAttachments(decoded.packet, bytes);
  // Placeholders of attachments that have not arrived are no fault of the sender.
  problems.push(...missing, ...(missing.length > 0 ? [] : placed.problems));
  return { ...frame, engine, raw, bytes, packet: placed.packet, problems };
}
