/** Where an event went, in a few words for a row's cell and a sentence for its details. */
import type { Delivery, InferredDelivery } from '../../model/rooms/types.ts';
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

const inferredWords = ({ rows }: InferredDelivery): string => texts.rooms.several(rows.length);

/** What a row's cell says of rooms. */
export function rowTarget(row: Row): string {
  const { delivery, outcome, hint, unheard } = row;
  if (delivery) return delivery.source === 'inferred' ? inferredWords(delivery) : deliveryWords(delivery);
  const [first] = outcome;
  if (first) return texts.rooms.thereupon(deliveryWords(first), outcome.length - 1);
  if (hint) return texts.rooms.hint(hint.room, hint.joined);
  return unheard ? texts.rooms.unheard : '';
}

/** Whether that is concluded, not told. */
export const isInferredTarget = ({ delivery, outcome, hint }: Row): boolean =>
  delivery ? delivery.source === 'inferred' : outcome.length > 0 || hint !== undefined;
