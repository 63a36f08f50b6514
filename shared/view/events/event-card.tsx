import type { JSX } from 'preact';
import { hasOtherTypes, missingIn, type Shape, shapeWords } from '../../model/catalogue/shape.ts';
import type { CatalogueItem } from '../../model/catalogue/types.ts';
import { Histogram } from '../acks/histogram.tsx';
import { useStore } from '../parts/context.ts';
import { formatCount } from '../parts/format.ts';
import { texts } from '../texts.ts';
import type { EventShape } from './shapes.ts';

/** What is known of one event, and what can be done with it. */
export function EventCard({ item, shape }: { readonly item: CatalogueItem; readonly shape: EventShape }): JSX.Element {
  const store = useStore();
  const words = texts.events;
  const muted = store.muted.value.includes(item.name);
  const open = (row: number): void => store.showRow(row);
  return (
    <section class="event-card" aria-label={item.name} data-testid="event-card">
      <header>
        <h2>
          <span class="glyph">{texts.filter[item.dir]}</span> {item.name} <span class="quiet">{item.nsp}</span>
        </h2>
        <span class="acts">
          <button type="button" class="button text" data-testid="event-show" onClick={() => store.showEvent(item.name)}>
            {words.show}
          </button>
          <button
            type="button"
            class="button text"
            aria-pressed={muted}
            data-testid="event-mute"
            onClick={() => store.toggleMuted(item.name)}
          >
            {muted ? words.unmute : words.mute}
          </button>
          <OpenButton row={item.firstRow} testId="event-first" onOpen={open}>
            {words.first}
          </OpenButton>
          <OpenButton row={item.lastRow} testId="event-last" onOpen={open}>
            {words.last}
          </OpenButton>
        </span>
      </header>
      <div class="event-card-parts">
        <div class="shape" data-testid="event-shape">
          <h3>{words.shape(formatCount(shape.samples), formatCount(item.count))}</h3>
          {shape.args.length === 0 && <p class="quiet">{shape.samples === 0 ? words.noSamples : words.noArguments}</p>}
          {shape.args.map((one, index) => (
            <ShapeLine key={index} name={String(index)} shape={one} of={shape.samples} depth={0} />
          ))}
        </div>
        {item.latencies && <Histogram latencies={item.latencies} title={words.latency} />}
      </div>
    </section>
  );
}

interface OpenProps {
  readonly row: number;
  readonly testId: string;
  readonly onOpen: (row: number) => void;
  readonly children: string;
}

function OpenButton({ row, testId, onOpen, children }: OpenProps): JSX.Element {
  const store = useStore();
  const gone = !store.has(row);
  return (
    <button
      type="button"
      class="button text"
      disabled={gone}
      title={gone ? texts.events.gone : undefined}
      data-testid={testId}
      onClick={() => onOpen(row)}
    >
      {children}
    </button>
  );
}

const MAX_DEPTH = 4;

function ShapeLine({
  name,
  shape,
  of,
  depth,
}: {
  readonly name: string;
  readonly shape: Shape;
  readonly of: number;
  readonly depth: number;
}): JSX.Element {
  const missing = missingIn(shape, of);
  const other = hasOtherTypes(shape);
  const words = texts.events;
  const objects = shape.kinds.get('object') ?? 0;
  const open = depth < MAX_DEPTH;
  const types = [...shape.kinds].map(([kind, count]) => (other ? `${kind} ×${formatCount(count)}` : kind)).join(' | ');
  return (
    <>
      <div class="shape-line" style={{ paddingLeft: `${depth * 14}px` }}>
        <span class="key">{name}</span>
        <span class="types">{open && shape.fields.size > 0 ? types : other ? types : shapeWords(shape)}</span>
        {missing > 0 && <span class="drift">{words.missing(formatCount(missing), formatCount(of))}</span>}
        {other && <span class="drift">{words.typesDiffer}</span>}
      </div>
      {open &&
        [...shape.fields].map(([field, below]) => (
          <ShapeLine key={field} name={field} shape={below} of={objects} depth={depth + 1} />
        ))}
      {open && shape.items && shape.items.fields.size > 0 && (
        <ShapeLine name="[ ]" shape={shape.items} of={shape.items.seen} depth={depth + 1} />
      )}
    </>
  );
}
