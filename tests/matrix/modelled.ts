/** What the panel's model shows of recorded entries, in the words that both ends use (`talk.ts`). */
import type { Entry } from '../../shared/log/entry.ts';
import { Model } from '../../shared/model/model.ts';
import { plain } from './talk.ts';

export function modelShows(entries: readonly Entry[]): string[] {
  const model = new Model();
  model.append(entries);
  const said: string[] = [];
  for (let row = model.firstRow; row < model.endRow; row++) {
    const { kind, dir, nsp, name } = model.row(row);
    if (kind !== 'event' && kind !== 'ack' && kind !== 'refused') continue;
    const { packet, problems } = model.detail(row);
    for (const { message } of problems) said.push(`problem: ${message}`);
    if (kind === 'event') said.push(`${dir} event ${name} ${plain(packet?.args)}`);
    else if (kind === 'ack') said.push(`${dir} ack ${plain(packet?.args)}`);
    else if (nsp === '/refused')
      said.push(`${dir} refused ${plain((packet?.data as { message?: string } | undefined)?.message ?? packet?.data)}`);
  }
  return said;
}
