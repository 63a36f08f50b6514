/** The default parser of Socket.IO 3 and 4 (socket.io-parser 4, protocol 5) as a reader of a session's messages. */
import { Assembler } from './assemble.ts';
import { decodePacket } from './socketio.ts';
import type { PacketReader, Reading } from './types.ts';

const NO_ATTACHMENTS: readonly Uint8Array[] = Object.freeze([]);

export class DefaultParser implements PacketReader {
  readonly #assembler = new Assembler();

  text(text: string, start: number, end: number): Reading {
    const { packet, problems } = decodePacket(text, start, end);
    if (!packet) return { packet, attachments: NO_ATTACHMENTS, missing: this.#assembler.missing, problems };
    const reading = this.#assembler.text(packet);
    if (problems.length === 0) return reading;
    return { ...reading, problems: [...problems, ...reading.problems] };
  }

  binary(bytes: Uint8Array): Reading {
    return this.#assembler.binary(bytes);
  }

  end(): Reading | undefined {
    return this.#assembler.end();
  }
}
