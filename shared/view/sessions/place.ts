import type { RecorderInfo } from '../../log/entry.ts';
import { shortUrl } from '../parts/format.ts';
import { texts } from '../texts.ts';

/** Where a session was recorded: page, frame or worker; `undefined` where there is one place only. */
export function placeWords(recorder: string, recorders: readonly RecorderInfo[]): string | undefined {
  const info = recorders.find(({ id }) => id === recorder);
  if (!info || recorders.length < 2) return undefined;
  const { sessions } = texts;
  const where = shortUrl(info.url);
  if (info.via !== undefined) return sessions.inWorker(where);
  return info.top ? sessions.onPage(where) : sessions.inFrame(where);
}
