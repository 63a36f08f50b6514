import type { JSX } from 'preact';

const WIDTH = 72;
const HEIGHT = 14;

/** Counts over time as bars, the highest as high as the line allows. */
export function Sparkline({
  counts,
  buckets,
}: {
  readonly counts: Uint32Array;
  readonly buckets: number;
}): JSX.Element {
  let most = 1;
  for (const count of counts) most = Math.max(most, count);
  const step = WIDTH / buckets;
  let path = '';
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    const high = Math.max(1, (HEIGHT * count) / most);
    path += `M${(index * step).toFixed(1)} ${HEIGHT}v-${high.toFixed(1)}h${Math.max(1, step - 0.3).toFixed(1)}v${high.toFixed(1)}z`;
  }
  return (
    <svg class="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
