import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Detail } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatAge, formatDuration } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { branchKey, PayloadTree, payloadOf } from './payload.tsx';
import { Section } from './section.tsx';

interface AckProps {
  readonly detail: Detail;
  readonly pair: Detail | undefined;
}

/** An emit's ack below its arguments, or an ack's emit; or in words why there is none. */
export function AckSection({ detail, pair }: AckProps): JSX.Element | null {
  const { row } = detail;
  const payload = useMemo(() => pair && payloadOf(pair), [pair]);
  if (row.ack === undefined) return null;
  const title = row.kind === 'ack' ? texts.detail.emit : texts.detail.ack;
  const aside =
    row.ack === 'answered' && row.ackMs !== undefined ? texts.detail.answeredAfter(formatDuration(row.ackMs)) : '';
  return (
    <Section name="ack" title={title} aside={aside}>
      {row.ack === 'twice' && <p class="hint bad">{texts.detail.twice}</p>}
      {pair && payload ? (
        <PayloadTree payload={payload} branchKey={branchKey(pair)} atMs={pair.row.at} />
      ) : (
        <AckWords detail={detail} />
      )}
    </Section>
  );
}

function AckWords({ detail: { row } }: { readonly detail: Detail }): JSX.Element {
  const store = useStore();
  const words = texts.detail;
  if (row.ack === 'waiting') return <p class="hint waiting">{words.waiting(formatAge(store.now.value - row.at))}</p>;
  if (row.ack === 'lost') {
    return <p class="hint bad">{row.ackMs === undefined ? words.lostPlain : words.lost(formatDuration(row.ackMs))}</p>;
  }
  if (row.ack === 'orphan') return <p class="hint bad">{words.orphan}</p>;
  return <p class="hint">{words.pairGone}</p>;
}
