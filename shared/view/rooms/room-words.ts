/** Where an event went, in a few words for a row's cell and a sentence for its details. */
import type { Delivery } from '../../model/rooms/types.ts';
import type { Row } from '../../model/types.ts';
import { formatCount } from '../parts/format.ts';
import { texts } from '../texts.ts';

/** `⌂ lobby (12)`, `everybody (40)`, `direct`. */
export function deliveryWords({ to, rooms, count }: Delivery): string {
  const words = texts.rooms;
  if (to === 'direct') return words.direct;
  if (to === 'everybody') return words.everybody(formatCount(count));
  return words.toRoom(rooms[0] ?? '', rooms.length - 1, formatCount(count));
}

/** What a row's cell says of rooms. */
export function rowTarget(row: Row): string {
  if (row.delivery) return deliveryWords(row.delivery);
  const [first] = row.outcome;
  if (first) return texts.rooms.thereupon(deliveryWords(first), row.outcome.length - 1);
  return row.unheard ? texts.rooms.unheard : '';
}
