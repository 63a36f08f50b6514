/** The default parser, socket.io-parser: text packets, and binary messages that are attachments of the text before them. */
import { isBlank } from './chars.ts';
import { payloadPreview } from './preview.ts';
import { decodePacket, newHeader, scanHeader } from './socketio.ts';
import type { Decoded, EngineMessage, PacketHeader, PacketParser, Rules } from './types.ts';

const scratch = newHeader();

export const defaultParser: PacketParser = {
  name: 'default',
  binary: 'attachment',
  writesJson: true,

  claims({ record: { dataStart, end }, text, bytes }: EngineMessage): boolean {
    if (bytes || dataStart >= end) return false;
    const first = text.charCodeAt(dataStart);
    return (first >= 0x30 && first <= 0x39) || isBlank(first);
  },

  scan({ record: { dataStart, end }, text }: EngineMessage, into: PacketHeader): void {
    scanHeader(text, dataStart, end, into);
  },

  decode({ record: { dataStart, end }, text }: EngineMessage, rules: Rules): Decoded {
    return decodePacket(text, dataStart, end, rules);
  },

  preview({ record: { dataStart, end }, text }: EngineMessage, rules: Rules, chars: number): string {
    scratch.rules = rules;
    scanHeader(text, dataStart, end, scratch);
    const { wireType, payloadStart, payloadEnd } = scratch;
    const named = wireType === 'EVENT' || wireType === 'BINARY_EVENT';
    return payloadPreview(text, payloadStart, payloadEnd, named, chars);
  },
};
