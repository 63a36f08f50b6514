import type { JSX } from 'preact';
import type { Latencies } from '../../model/catalogue/latencies.ts';
import { formatCount, formatDuration } from '../parts/format.ts';
import { texts } from '../texts.ts';

const HEIGHT_PX = 48;

/** How late answers came: bars of half an octave each, their counts in words for those who don't see them. */
export function Histogram({
  latencies,
  title,
}: {
  readonly latencies: Latencies;
  readonly title: string;
}): JSX.Element {
  const bars = latencies.bars();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const words = texts.acks;
  const [p50, p95] = [0.5, 0.95].map((share) => formatDuration(latencies.percentile(share) ?? 0)) as [string, string];
  return (
    <figure class="histogram" data-testid="histogram">
      <figcaption>
        {title}{' '}
        <span class="quiet number">
          {words.percentiles(formatCount(latencies.count), p50, p95, formatDuration(latencies.maxMs))}
        </span>
      </figcaption>
      <ul class="histogram-bars" style={{ height: `${HEIGHT_PX}px` }}>
        {bars.map(({ fromMs, toMs, count }) => {
          const said = words.bar(formatDuration(fromMs), formatDuration(toMs), formatCount(count));
          return (
            <li
              key={fromMs}
              title={said}
              style={{ height: `${count === 0 ? 0 : Math.max(2, (HEIGHT_PX * count) / most)}px` }}
            >
              <span class="unseen">{said}</span>
            </li>
          );
        })}
      </ul>
      <div class="bar-ends quiet number" aria-hidden="true">
        <span>{formatDuration(bars[0]?.fromMs ?? 0)}</span>
        <span>{formatDuration(bars.at(-1)?.toMs ?? 0)}</span>
      </div>
    </figure>
  );
}
