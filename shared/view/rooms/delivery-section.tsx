import type { JSX } from 'preact';
import type { Delivery, InferredDelivery, InferredMove } from '../../model/rooms/types.ts';
import type { Row } from '../../model/types.ts';
import { Section } from '../detail/section.tsx';
import { useStore } from '../parts/context.ts';
import { formatCount } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { deliveryWords } from './room-words.ts';

const MAX_IDS = 20;

/** Where the server sent an event, or what it sent on behalf of one. */
export function DeliverySection({ row }: { readonly row: Row }): JSX.Element | null {
  const words = texts.rooms;
  if (row.delivery?.source === 'inferred') return <InferredSection delivery={row.delivery} row={row.row} />;
  if (row.hint) return <HintSection hint={row.hint} />;
  const sent = row.delivery ? [row.delivery] : row.outcome;
  if (sent.length === 0 && !row.unheard) return null;
  return (
    <Section name="delivery" title={row.delivery ? words.sentTo : words.outcome}>
      {!row.delivery && sent.length > 0 && <Concluded why={words.outcomeHint} />}
      {row.unheard && <p class="hint bad">{words.unheardHint}</p>}
      {sent.map((delivery) => (
        <Sent key={delivery.row} delivery={delivery} named={!row.delivery} />
      ))}
    </Section>
  );
}

/** That something is concluded, and why. */
function Concluded({ why }: { readonly why: string }): JSX.Element {
  return (
    <p class="hint">
      <span class="inferred" title={why}>
        {texts.story.inferred}
      </span>{' '}
      {why}
    </p>
  );
}

function InferredSection({
  delivery,
  row,
}: {
  readonly delivery: InferredDelivery;
  readonly row: number;
}): JSX.Element {
  const store = useStore();
  const words = texts.rooms;
  const { evidence, rows, sessions, ids } = delivery;
  return (
    <Section name="delivery" title={words.sentTo}>
      <Concluded why={words.evidence[evidence]} />
      <dl class="facts" data-testid="inferred-delivery">
        <div>
          <dt>{words.target}</dt>
          <dd>{words.several(rows.length)}</dd>
        </div>
        <div>
          <dt>{words.cameTo}</dt>
          <dd>
            {rows.map((one, place) => (
              <span key={one}>
                {place > 0 && ', '}
                {one !== row && store.has(one) ? (
                  <button type="button" class="link" onClick={() => store.showRow(one)}>
                    {texts.sessions.number(sessions[place] as number)}
                  </button>
                ) : (
                  texts.sessions.number(sessions[place] as number)
                )}
              </span>
            ))}
          </dd>
        </div>
        {ids.length > 0 && (
          <div>
            <dt>{words.recipients}</dt>
            <dd>{idWords(ids, ids.length)}</dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

function HintSection({ hint }: { readonly hint: InferredMove }): JSX.Element {
  return (
    <Section name="delivery" title={texts.rooms.hintTitle}>
      <Concluded why={texts.rooms.hintWhy(hint.room, hint.joined)} />
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
