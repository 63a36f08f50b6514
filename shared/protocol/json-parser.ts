/** socket.io-json-parser: every packet is one JSON object in a text message. */
import { BRACE_OPEN } from './chars.ts';
import { fieldsOf, headerOf, type OfficialParser, packetOf } from './object-packet.ts';
import { socketProblem } from './problems.ts';
import type { Decoded, EngineMessage, PacketHeader, PacketParser, Rules } from './types.ts';
import { valuesText } from './value-text.ts';

const notObject = socketProblem('invalid-payload', 'The message is no JSON object, which this parser writes.');

const PREVIEW_PARSE_CHARS = 100_000;

/** The packet in a text message that is one JSON object. */
export function decodeJsonObject(
  { record: { dataStart, end }, text }: EngineMessage,
  rules: Rules,
  parser: OfficialParser,
): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(text.slice(dataStart, end));
  } catch {
    return { packet: undefined, problems: [notObject] };
  }
  const fields = fieldsOf(value);
  return fields ? packetOf(fields, rules, parser) : { packet: undefined, problems: [notObject] };
}

/** Whether a text message is an object that can be a packet. */
export function looksLikeJsonObject({ record: { dataStart, end }, text, bytes }: EngineMessage): boolean {
  return !bytes && dataStart < end && text.charCodeAt(dataStart) === BRACE_OPEN && /"type"/.test(text.slice(dataStart));
}

/** What a packet carries, as text. */
export function decodedPreview({ packet }: Decoded, chars: number): string {
  if (!packet) return '';
  return valuesText(packet.args ?? (packet.data === undefined ? [] : [packet.data]), chars);
}

export const jsonParser: PacketParser = {
  name: 'json',
  binary: 'packet',
  writesJson: true,
  claims: looksLikeJsonObject,

  scan(message: EngineMessage, into: PacketHeader): void {
    headerOf(this.decode(message, into.rules), into);
  },

  decode(message: EngineMessage, rules: Rules): Decoded {
    if (message.bytes) return { packet: undefined, problems: [notObject] };
    return decodeJsonObject(message, rules, 'json');
  },

  preview(message: EngineMessage, rules: Rules, chars: number): string {
    const { dataStart, end } = message.record;
    // Not worth parsing for a line on the screen.
    if (end - dataStart > PREVIEW_PARSE_CHARS) return message.text.slice(dataStart, dataStart + chars);
    return decodedPreview(this.decode(message, rules), chars);
  },
};
