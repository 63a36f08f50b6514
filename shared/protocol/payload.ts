/** Polling bodies of Engine.IO 4: packets separated by U+001E (`docs/protocol.md` §2.1). */
import { scanEngine } from './engineio.ts';
import type { EngineRecord } from './types.ts';

const SEPARATOR = '\x1e';

/**
 * The packets of a body. The official parser stops at the first one that it can't decode (engine.io-parser,
 * `decodePayload`); they are decoded on here, and that one carries the problem.
 */
export function splitPayload(text: string): EngineRecord[] {
  const records: EngineRecord[] = [];
  let start = 0;
  for (;;) {
    const separator = text.indexOf(SEPARATOR, start);
    const end = separator === -1 ? text.length : separator;
    records.push(scanEngine(text, start, end, records.length));
    if (separator === -1) return records;
    start = separator + 1;
  }
}
