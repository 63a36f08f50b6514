/**
 * Every way in which a protocol version and a transport frame their packets. A framing is stateless and has a number, so that
 * a row can be read again the way it was read first; what is decided by state (`dialect.ts`) is which one.
 */
import { readMessage3, readMessage4 } from './engineio.ts';
import { unwrapJsonp } from './jsonp.ts';
import { readPayload4 } from './payload.ts';
import { readOctets3, readPayload3, readPayload3Twice } from './payload-3.ts';
import { engineProblem } from './problems.ts';
import { readStreamPayload } from './stream.ts';
import type { EngineMessage, FrameContent, Problem } from './types.ts';

type Framing = (content: FrameContent) => readonly EngineMessage[];

const polling3 =
  (readText: (text: string) => readonly EngineMessage[]): Framing =>
  (content) =>
    typeof content === 'string' ? readText(unwrapJsonp(content) ?? content) : readOctets3(content.read());

const polling4: Framing = (content) =>
  readPayload4(typeof content === 'string' ? (unwrapJsonp(content) ?? content) : content);

/** A body of the version that the receiving side does not speak: read all the same, and each record says who can't. */
const refused =
  (framing: Framing, problem: Problem): Framing =>
  (content) =>
    framing(content).map((message) => ({ ...message, record: { ...message.record, problem } }));

const body3 = engineProblem(
  'eio3-body',
  'The polling body has the length prefixes of Engine.IO 3 (Socket.IO 1 or 2), which parsers of version 4 refuse.',
);
const body4 = engineProblem(
  'eio4-body',
  'The polling body has no length prefixes, as in Engine.IO 4 (Socket.IO 3 or 4); parsers of version 3 refuse it.',
);

const stream =
  (isBinary: boolean): Framing =>
  (content) =>
    typeof content === 'string' ? [] : [readStreamPayload(content, isBinary)];

const TABLE = {
  'message-4': readMessage4,
  'message-3': readMessage3,
  'polling-4': polling4,
  'polling-3': polling3(readPayload3),
  'polling-3-twice': polling3(readPayload3Twice),
  'polling-4-refused': refused(polling4, body4),
  'polling-3-refused': refused(polling3(readPayload3), body3),
  'stream-text': stream(false),
  'stream-binary': stream(true),
} satisfies Record<string, Framing>;

export type FramingName = keyof typeof TABLE;

/** By number. */
export const FRAMING_NAMES = Object.keys(TABLE) as readonly FramingName[];

/** The packets of a frame (or, for a stream, of one packet's payload). */
export const readFrame = (name: FramingName, content: FrameContent): readonly EngineMessage[] => TABLE[name](content);

/** Framings whose packets are a whole frame each: cheap to read again. */
export const isWholeFrame = (name: FramingName): boolean => name === 'message-4' || name === 'message-3';
