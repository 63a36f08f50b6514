import { base64FromBytes } from '../../shared/base/base64.ts';
import type { Packet } from '../../shared/protocol/types.ts';
import type { DecodedPacket } from './decode.ts';

/** Whether bytes stand anywhere in a value. Without recursion: payloads are as deep as their sender made them. */
function holdsBytes(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (next instanceof Uint8Array) return true;
    if (Array.isArray(next)) for (const item of next) waiting.push(item);
    else for (const key in next) waiting.push((next as Record<string, unknown>)[key]);
  }
  return false;
}

/** JSON with bytes as `{"$binary": base64}`. Only where there are some: a replacer makes writing several times slower. */
const bytesJson = (value: unknown): string | undefined =>
  holdsBytes(value)
    ? JSON.stringify(value, (_key, inner: unknown) =>
        inner instanceof Uint8Array ? { $binary: base64FromBytes(inner) } : inner,
      )
    : JSON.stringify(value);

/** A packet's payload as JSON; `undefined` where there is none, or where it is nested too deep to be written. */
export function payloadJson(packet: Packet): string | undefined {
  try {
    return bytesJson(packet.args ?? packet.data);
  } catch {
    return undefined;
  }
}

/** One line of JSON; bytes are `{"$binary": base64}`. A payload nested too deep to be written is left out, and told. */
export function packetJson(decoded: DecodedPacket): string {
  const write = (value: unknown): string => bytesJson(value) as string;
  try {
    return write(decoded);
  } catch {
    const message = 'The payload is nested too deep to be written.';
    const problems = [...decoded.problems, { code: 'too-deep', message, layer: 'socket' }];
    const packet = decoded.packet && { ...decoded.packet, args: undefined, data: undefined };
    return write({ ...decoded, packet, problems });
  }
}
