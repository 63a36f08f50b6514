/** A packet or a row as one line for a terminal. */
import { safeLine } from '../../shared/base/safe-text.ts';
import { isoTime } from '../../shared/model/export/time.ts';
import type { ModelReader } from '../../shared/model/types.ts';
import { type DecodedPacket, packetAt } from '../log/decode.ts';
import { packetJson, payloadJson } from '../log/packet-json.ts';

const MAX_ARGS_CHARS = 200;

const timeOf = (at: number): string => isoTime(at).slice(11, 23);

export function packetLine(packet: DecodedPacket): string {
  const { at, dir, kind, packet: decoded, engine, raw, problems } = packet;
  const name = decoded?.event ?? decoded?.type ?? engine?.type ?? kind;
  const payload = decoded ? payloadJson(decoded) : (engine?.data ?? raw);
  const ack = decoded?.ackId === undefined ? '' : ` #${decoded.ackId}`;
  const trouble = problems.map((problem) => ` ! ${problem.message}`).join('');
  const nsp = decoded && decoded.nsp !== '/' ? ` ${decoded.nsp}` : '';
  return safeLine(
    `${timeOf(at)} ${dir === 'in' ? '<-' : '->'} ${kind}${nsp} ${name}${ack} ${(payload ?? '').slice(0, MAX_ARGS_CHARS)}${trouble}`,
  );
}

/** A row of the timeline: its packet, or what it says where nothing crossed the wire. */
export function rowLine(model: ModelReader, number: number): string {
  const packet = packetAt(model, number);
  if (packet) return packetLine(packet);
  const { at, kind, name, preview } = model.row(number);
  return safeLine(`${timeOf(at)}    ${kind} ${name} ${preview}`);
}

/** The same as one JSON object: the packet as `show --json` has it, or the log's entry. */
export function rowJson(model: ModelReader, number: number): string {
  const packet = packetAt(model, number);
  if (packet) return packetJson(packet);
  const { row, entry } = model.detail(number);
  const { pos, recorder, at } = entry;
  return JSON.stringify({
    pos,
    recorder,
    at,
    kind: row.kind,
    session: model.session(row.session)?.sid,
    name: row.name,
    entry,
  });
}
