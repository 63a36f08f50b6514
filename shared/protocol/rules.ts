/**
 * What the official parsers of each Socket.IO protocol refuse (`docs/protocol.md` §3). The versions were found by running or
 * reading each: socket.io-parser 2.3.1, every 3.3.x and 3.4.x from 3.3.2 and 3.4.1 on, 4.0.5, 4.1.2 and every 4.2.x up to 4.2.7.
 */
import type { EngineVersion, Rules, Verdict } from './types.ts';

const ALL: Verdict = {};
const NONE: Verdict = { tolerated: true };
const by = (rejectedBy: string): Verdict => ({ rejectedBy: `socket.io-parser ${rejectedBy}` });

/** Protocol 4: Socket.IO 1 (parser 2.x) and 2 (3.3.x in clients, 3.4.x in servers). */
const PROTOCOL_4: Rules = {
  version: 3,
  refusal: 'ERROR',
  unknownType: NONE,
  payload: by('≥ 3.3.4, ≥ 3.4.3'),
  noPlainObject: undefined,
  eventName: by('≥ 3.3.4, ≥ 3.4.3'),
  emptyEvent: by('≥ 3.3.4, ≥ 3.4.3'),
  reservedName: undefined,
  noAttachments: by('≥ 3.3.6, ≥ 3.4.5'),
  oddAttachments: by('≥ 3.3.5, ≥ 3.4.4'),
  tooManyAttachments: by('≥ 3.3.5, ≥ 3.4.4'),
  placeholder: by('≥ 3.3.3, ≥ 3.4.2'),
  interrupted: by('≥ 3.3.3, ≥ 3.4.2'),
};

/** Protocol 5: Socket.IO 3 (parser 4.0.x) and 4 (4.0.x to 4.2.x). */
const PROTOCOL_5: Rules = {
  version: 4,
  refusal: 'CONNECT_ERROR',
  unknownType: ALL,
  payload: ALL,
  noPlainObject: by('≥ 4.2.4'),
  eventName: by('≥ 4.2.3'),
  emptyEvent: ALL,
  reservedName: by('≥ 4.2.4'),
  noAttachments: by('≥ 4.2.7'),
  oddAttachments: by('≥ 4.2.6'),
  tooManyAttachments: by('≥ 4.2.6'),
  placeholder: by('4.0.5, ≥ 4.2.1'),
  interrupted: ALL,
};

/** By the Engine.IO version of the side that receives. */
export const RULES: Readonly<Record<EngineVersion, Rules>> = { 3: PROTOCOL_4, 4: PROTOCOL_5 };
