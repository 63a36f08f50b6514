/** Our decoder beside the official ones: who accepts what, and as which values. */
import { SessionDecoder, type Unit } from '../../shared/protocol/frames.ts';
import { Extension } from '../../shared/protocol/msgpack.ts';
import type { Packet, Problem } from '../../shared/protocol/types.ts';
import type { Case } from './cases.ts';
import type { Family } from './families.ts';
import type { Content, OfficialPacket, Outcome } from './official.ts';

/**
 * Where ours may say something else than the official parser, on purpose: the code of the problem that ours tells then, and
 * why. From such a record on only the acceptance is compared, or nothing (`all`).
 */
export const DISAGREEMENTS: Readonly<
  Record<string, { readonly values?: true; readonly all?: true; readonly why: string }>
> = {
  'illegal-placeholder': {
    values: true,
    why: 'A fraction within range puts undefined there; here the placeholder is left to be seen. Parser 2.3.1 checks nothing.',
  },
  'unplaced-attachment': {
    values: true,
    why: 'Parser 2.3.1 takes whatever is truthy for a placeholder; later ones, and this, only `true` itself.',
  },
  'odd-base64': {
    all: true,
    why: 'Node gives no bytes at all where a character above U+00FF is in it; browsers give others.',
  },
  'bad-length': {
    all: true,
    why: 'A binary body whose length has bytes that are no digits: the official decoder loses its place and reads something.',
  },
  'msgpack-key': {
    all: true,
    why: 'notepack takes an array or a map as a key and writes "[object Object]" for it; no encoder makes one.',
  },
  'illegal-attachments': {
    all: true,
    why: 'Older parsers wait for ever for the half of an attachment; here such a packet waits for nothing.',
  },
  'no-attachments': {
    all: true,
    why: 'Parsers from 4.0 to 4.2.6 deliver such a packet and then refuse the next text, as if it still waited.',
  },
  'eio3-body': {
    all: true,
    why: 'A body of version 3 in a session of version 4, whose parsers may take its first length for a type.',
  },
  'bare-connect': {
    all: true,
    why: 'A CONNECT without payload from the server is the mark of Socket.IO 2, which writes a type before its bytes.',
  },
  'orphan-attachment': {
    all: true,
    why: 'Parser 2.3.1 forgets what a packet without attachments left waiting.',
  },
};

/** Where the message says less than the parser's version. */
export interface Comparison {
  readonly difference: string | undefined;
  /** Problems' codes that excused something. */
  readonly excuses: readonly string[];
  readonly units: readonly Unit[];
}

const TYPES = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'EVENT', 'ACK'];

/** A value as text that keeps own `__proto__` keys, bytes, dates and undefined apart. `lossy`: notepack makes `__proto__` a prototype. */
function written(value: unknown, lossy: boolean): string {
  if (value === undefined) return 'undefined';
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (value instanceof Extension) return written([value.type, value.bytes], lossy);
  if (value instanceof ArrayBuffer) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (ArrayBuffer.isView(value)) {
    return `bytes ${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  }
  if (Array.isArray(value)) return `[${Array.from(value, (item) => written(item, lossy)).join(',')}]`;
  if (typeof value !== 'object' || value === null)
    return Object.is(value, -0) ? '0' : (JSON.stringify(value) ?? String(value));
  const entries = Object.entries(value).filter(([key]) => !lossy || key !== '__proto__');
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${written(item, lossy)}`).join(',')}}`;
}

/** The payload as it stood on the wire. */
const payloadOf = ({ event, args, data }: Packet): unknown =>
  args === undefined ? data : event === undefined ? args : [event, ...args];

const typeName = (type: string): string => (type === 'ERROR' ? 'CONNECT_ERROR' : type);

function ourWords(packet: Packet, lossy: boolean): string {
  const nsp = packet.wireType === undefined ? undefined : packet.nsp;
  return written([typeName(packet.type), nsp, packet.ackId, payloadOf(packet)], lossy);
}

const theirWords = ({ type, nsp, id, data }: OfficialPacket, lossy: boolean): string =>
  written([TYPES[type], nsp, Number.isNaN(id) ? undefined : id, data], lossy);

const numbers = (version: string): number[] => version.split('.').map(Number);

/** Whether a verdict names this version: `≥ 3.3.4` means the 3.3 line, and beyond it where no other is named. */
function names(rejectedBy: string, version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = numbers(version);
  const items = rejectedBy.replace('socket.io-parser ', '').split(', ');
  return items.some((item) => {
    if (!item.startsWith('≥ ')) return item === version;
    const [fromMajor = 0, fromMinor = 0, fromPatch = 0] = numbers(item.slice(2));
    return major === fromMajor && minor === fromMinor && patch >= fromPatch;
  });
}

/** Whether the parser of this version refuses what has this problem. */
export const refusesIt = (problem: Problem, version: string): boolean =>
  problem.tolerated !== true && (problem.rejectedBy === undefined || names(problem.rejectedBy, version));

/** Parsers before 3.3.4 and 3.4.3 report what they can't read by a packet of their own. */
const isParserError = ({ type, data }: OfficialPacket): boolean =>
  type === 4 && typeof data === 'string' && data.startsWith('parser error');

function engineWords({ engine }: Unit): string {
  if (engine.type === 'message') return 'message';
  return written([engine.type, engine.bytes ?? engine.data], false);
}

function compareRecord(unit: Unit | undefined, outcome: Outcome, version: string, valuesToo: boolean, lossy: boolean) {
  if (!unit) return 'ours has no such record';
  const refused = unit.problems.some((problem) => refusesIt(problem, version));
  const told = unit.problems.length > 0;
  if (refused !== outcome.refused) return `refused: ours ${refused}, official ${outcome.refused}`;
  if (refused) return undefined;
  const { engine = [], packet } = outcome;
  const theirs =
    engine[0] === 'message' ? 'message' : written(engine.length > 1 ? engine : [...engine, undefined], false);
  if (engineWords(unit) !== theirs) return `engine: ours ${engineWords(unit)}, official ${theirs}`;
  if (packet && isParserError(packet)) return told ? undefined : 'ours tells no problem';
  if ((unit.packet === undefined) !== (packet === undefined)) return 'only one has a packet';
  if (!valuesToo || !unit.packet || !packet) return undefined;
  const ours = ourWords(unit.packet, lossy);
  const official = theirWords(packet, lossy);
  return ours === official ? undefined : `ours ${ours}, official ${official}`;
}

/** Compares record by record, up to the first refusal of the official parser. */
export function compareUnits(
  units: readonly Unit[],
  outcomes: readonly Outcome[],
  version: string,
  lossy: boolean,
): Comparison {
  const excuses: string[] = [];
  /** What was told up to here: a parser may stumble over what comes next. */
  const told: string[] = [];
  let valuesToo = true;
  for (const [index, outcome] of outcomes.entries()) {
    const unit = units[index];
    const known = (unit?.problems ?? []).filter(({ code }) => code in DISAGREEMENTS).map(({ code }) => code);
    told.push(...known);
    const difference = compareRecord(unit, outcome, version, valuesToo, lossy);
    // The session would go on; what waited for attachments is forgotten there.
    if (difference === undefined && outcome.packet && isParserError(outcome.packet)) break;
    if (difference === undefined) continue;
    const mild = compareRecord(unit, outcome, version, false, lossy) === undefined;
    const excused = [
      ...told.filter((code) => DISAGREEMENTS[code]?.all),
      ...known.filter((code) => mild && DISAGREEMENTS[code]?.values),
    ];
    if (excused.length === 0) return { difference: `record ${index}: ${difference}`, excuses, units };
    excuses.push(...excused);
    if (!mild) break;
    valuesToo = false;
  }
  return { difference: undefined, excuses, units };
}

const readerVersion = (family: Family, dir: 'in' | 'out'): string => family.reader[dir];

/** What ours makes of a case, and the Engine.IO version that it takes the server for. */
export function ours({
  family,
  dir,
  wire,
  frames,
}: Omit<Case, 'wire'> & { readonly wire: Case['wire'] | 'webtransport' }): {
  readonly units: Unit[];
  readonly server: number;
} {
  const decoder = new SessionDecoder({ eio: family.eio, parser: family.parser });
  const units = frames.flatMap((content: Content) => decoder.decode(dir, { transport: wire, content }));
  return { units, server: decoder.dialect.server };
}

export function compareCase(one: Case, outcomes: readonly Outcome[]): Comparison {
  const { family, dir } = one;
  const { units, server } = ours(one);
  const comparison = compareUnits(units, outcomes, readerVersion(family, dir), family.parser === 'msgpack');
  if (comparison.difference === undefined || server === family.eio || one.wire === 'polling') return comparison;
  return { ...comparison, difference: undefined, excuses: ['bare-connect'] };
}
