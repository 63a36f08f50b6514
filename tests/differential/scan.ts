/** Whether the header scan, which timelines are made of, says the same as the whole decode. */

import { plainBytes } from '../../shared/protocol/bytes.ts';
import { Dialect } from '../../shared/protocol/dialect.ts';
import { ParserSet } from '../../shared/protocol/parser-set.ts';
import { newHeader } from '../../shared/protocol/socketio.ts';
import type { Case } from './cases.ts';

const parsers = new ParserSet();

/** What the scan says otherwise. It may know less than the decode, but nothing else. */
export function scanDifference({ family, dir, wire, frames }: Case): string | undefined {
  const dialect = new Dialect(parsers, family.eio);
  dialect.choose(parsers.named(family.parser));
  for (const frame of frames) {
    const content = typeof frame === 'string' ? frame : plainBytes(frame);
    const { messages } = wire === 'polling' ? dialect.readPolling(dir, content) : dialect.readMessage(dir, content);
    for (const message of messages) {
      const parser = dialect.parserFor(dir, message);
      if (message.record.type !== 'message' || (message.bytes && parser.binary === 'attachment')) continue;
      const rules = dialect.rules(dir);
      const header = newHeader(rules);
      parser.scan(message, header);
      const { packet, problems } = parser.decode(message, rules);
      const isFine = problems.every(({ tolerated }) => tolerated);
      if (header.problem && !header.problem.tolerated && isFine) return header.problem.message;
      // It passes over payloads, and what their keys are.
      if (!packet && problems.some(({ code }) => code === 'msgpack-key')) continue;
      if (header.wireType !== packet?.wireType) return `wire type ${header.wireType} ${packet?.wireType}`;
      if (header.wireType === undefined) continue;
      if (header.nsp !== packet?.nsp || header.ackId !== packet?.ackId) return 'namespace or ack id';
      if (header.attachments !== (packet?.attachments ?? 0)) return 'attachments';
      if (isFine && !Object.is(header.event, packet?.event)) return `event ${header.event} ${packet?.event}`;
    }
  }
  return undefined;
}
