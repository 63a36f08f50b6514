import { base64FromBytes } from '../../base/base64.ts';
import type { Detail } from '../../model/types.ts';

/** JSON of a decoded value, indented; binary as a data URL, which any tool can read back. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_key, inner: unknown) =>
      inner instanceof Uint8Array ? `data:application/octet-stream;base64,${base64FromBytes(inner)}` : inner,
    2,
  );
  return text ?? String(value);
}

/** What "copy JSON" gives for a row: its arguments or payload, or else the entry as it stands in the log. */
export function jsonOf(detail: Detail): unknown {
  const { packet, entry } = detail;
  if (packet?.args) return packet.args;
  if (packet?.data !== undefined) return packet.data;
  return entry;
}

/** What "copy raw" gives: the frame's text, or base64 of a binary one. */
export function rawOf(detail: Detail): string | undefined {
  if (detail.raw !== undefined) return detail.raw;
  return detail.bytes.length > 0 ? detail.bytes.map(base64FromBytes).join('\n') : undefined;
}
