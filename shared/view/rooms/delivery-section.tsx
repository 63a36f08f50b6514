import type { JSX } from 'preact';
import type { Delivery } from '../../model/rooms/types.ts';
import type { Row } from '../../model/types.ts';
import { Section } from '../detail/section.tsx';
import { formatCount } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { deliveryWords } from './room-words.ts';

const MAX_IDS = 20;

/** Where the server sent an event, or what it sent on behalf of one. */
export function DeliverySection({ row }: { readonly row: Row }): JSX.Element | null {
  const words = texts.rooms;
  const sent = row.delivery ? [row.delivery] : row.outcome;
  if (sent.length === 0 && !row.unheard) return null;
  return (
    <Section name="delivery" title={row.delivery ? words.sentTo : words.outcome}>
      {!row.delivery && sent.length > 0 && (
        <p class="hint">
          <span class="inferred" title={words.outcomeHint}>
            {texts.story.inferred}
          </span>{' '}
          {words.outcomeHint}
        </p>
      )}
      {row.unheard && <p class="hint bad">{words.unheardHint}</p>}
      {sent.map((delivery) => (
        <Sent key={delivery.row} delivery={delivery} named={!row.delivery} />
      ))}
    </Section>
  );
}

function Sent({ delivery, named }: { readonly delivery: Delivery; readonly named: boolean }): JSX.Element {
  const { event, rooms, except, ids, count, nodes, sender, source, volatile } = delivery;
  const words = texts.rooms;
  const facts: readonly (readonly [string, string])[] = [
    [words.event, named ? event : ''],
    [words.target, deliveryWords(delivery)],
    [words.roomNames, rooms.length > 1 ? rooms.join(', ') : ''],
    [words.except, except.join(', ')],
    [words.sender, sender ?? ''],
    [words.flags, volatile ? words.volatile : ''],
    [words.recipients, idWords(ids, count)],
    [words.nodes, nodes.join(', ')],
    [words.toldBy, words.sources[source]],
  ];
  return (
    <dl class="facts" data-testid="delivery">
      {facts.map(
        ([label, value]) =>
          value !== '' && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function idWords(ids: readonly string[], count: number): string {
  const shown = ids.slice(0, MAX_IDS).join(', ');
  return count > MAX_IDS || count > ids.length
    ? texts.rooms.andMore(shown, formatCount(count - Math.min(ids.length, MAX_IDS)))
    : shown;
}
