import { base64FromBytes } from '../../shared/base/base64.ts';
import type { DecodedPacket } from './decode.ts';

/** One line of JSON; bytes are `{"$binary": base64}`. A payload nested too deep to be written is left out, and told. */
export function packetJson(decoded: DecodedPacket): string {
  const write = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) =>
      inner instanceof Uint8Array ? { $binary: base64FromBytes(inner) } : inner,
    );
  try {
    return write(decoded);
  } catch {
    const message = 'The payload is nested too deep to be written.';
    const problems = [...decoded.problems, { code: 'too-deep', message, layer: 'socket' }];
    const packet = decoded.packet && { ...decoded.packet, args: undefined, data: undefined };
    return write({ ...decoded, packet, problems });
  }
}
