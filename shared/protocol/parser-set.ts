/** The parsers that a viewer knows, and which of them wrote a message (`docs/protocol.md` §3, "Custom parsers"). */
import { type Decoder, parserOf } from './decoder.ts';
import { defaultParser } from './default-parser.ts';
import { jsonParser } from './json-parser.ts';
import { msgpackParser } from './msgpack-parser.ts';
import { headerOf } from './object-packet.ts';
import { socketProblem } from './problems.ts';
import type { EngineMessage, PacketHeader, PacketParser } from './types.ts';

const unknownProblem = socketProblem(
  'unknown-parser',
  'No parser known here wrote this: the application has one of its own. Hand Sioscope a decoder for it (docs/decoders.md), ' +
    'or choose another parser for this session.',
);
const unknown = { packet: undefined, problems: [unknownProblem] };

/** Stands for the parser of a session that nobody knows. */
const unknownParser: PacketParser = {
  name: 'unknown',
  binary: 'packet',
  writesJson: false,
  claims: () => false,
  scan: (_message: EngineMessage, into: PacketHeader) => headerOf(unknown, into),
  decode: () => unknown,
  preview: ({ record: { dataStart, end }, text }, _rules, chars) =>
    text.slice(dataStart, Math.min(end, dataStart + chars)),
};

const BUILT_IN: readonly PacketParser[] = [defaultParser, msgpackParser, jsonParser, unknownParser];

export class ParserSet {
  /** By number, which stays. */
  readonly all: readonly PacketParser[];
  /** In the order in which they are asked for a first message: an application's own before ours. */
  readonly #asked: readonly PacketParser[];

  /** @throws TypeError where a decoder has no name of its own, or nothing to decode with */
  constructor(decoders: readonly Decoder[] = []) {
    const names = new Set(BUILT_IN.map(({ name }) => name));
    for (const { name, decode } of decoders) {
      if (typeof name !== 'string' || name === '') throw new TypeError('A decoder needs a name.');
      if (names.has(name)) throw new TypeError(`There are two decoders, or a parser and a decoder, named "${name}".`);
      if (typeof decode !== 'function') throw new TypeError(`The decoder "${name}" has no function decode.`);
      names.add(name);
    }
    const own = decoders.map(parserOf);
    this.all = [...BUILT_IN, ...own];
    this.#asked = [...own, msgpackParser, jsonParser, defaultParser];
  }

  /** The names that a person can choose from. */
  get names(): readonly string[] {
    return this.all.filter((parser) => parser !== unknownParser).map(({ name }) => name);
  }

  named(name: string): PacketParser | undefined {
    return this.all.find((parser) => parser.name === name && parser !== unknownParser);
  }

  /** The parser that wrote a first message; `undefined` where it does not show. */
  detect(message: EngineMessage): PacketParser | undefined {
    return this.#asked.find((parser) => parser.claims(message));
  }

  /** Whether a message tells better than those before: msgpack 2 writes its first packets as JSON. */
  mayChange(found: PacketParser, message: EngineMessage): boolean {
    return found === jsonParser && message.bytes !== undefined;
  }

  /** Who reads a message that no parser claims. Of a session seen from its beginning, it is one that nobody knows. */
  fallback(seenFromBeginning: boolean): PacketParser {
    return seenFromBeginning ? unknownParser : defaultParser;
  }
}
