import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { clampPane } from './layout.ts';

const STEP_PX = 16;

interface SplitterProps {
  readonly label: string;
  /** `column`: a vertical bar between panes side by side. */
  readonly axis: 'column' | 'row';
  readonly valuePx: number;
  readonly leastPx: number;
  readonly mostPx: number;
  readonly usualPx: number;
  /** The pane that is sized stands after the bar. */
  readonly after?: boolean;
  readonly onChange: (valuePx: number) => void;
}

/** A bar to drag, or to move with the arrow keys; a double click gives back the usual size. */
export function Splitter(props: SplitterProps): JSX.Element {
  const { label, axis, valuePx, leastPx, mostPx, usualPx, after = false, onChange } = props;
  const drag = useRef<{ readonly from: number; readonly valuePx: number } | undefined>(undefined);
  const change = (wanted: number): void => onChange(clampPane(wanted, leastPx, mostPx));
  const place = (event: PointerEvent): number => (axis === 'column' ? event.clientX : event.clientY);
  const sign = after ? -1 : 1;

  return (
    <div
      class={`splitter ${axis}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'column' ? 'vertical' : 'horizontal'}
      aria-valuenow={valuePx}
      aria-valuemin={leastPx}
      aria-valuemax={Math.max(leastPx, mostPx)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: place(event), valuePx };
      }}
      onPointerMove={(event) => {
        if (drag.current) change(drag.current.valuePx + sign * (place(event) - drag.current.from));
      }}
      onLostPointerCapture={() => {
        drag.current = undefined;
      }}
      onDblClick={() => change(usualPx)}
      onKeyDown={(event) => {
        const more = axis === 'column' ? 'ArrowRight' : 'ArrowDown';
        const less = axis === 'column' ? 'ArrowLeft' : 'ArrowUp';
        if (event.key === more) change(valuePx + sign * STEP_PX);
        else if (event.key === less) change(valuePx - sign * STEP_PX);
        else if (event.key === 'Home') change(leastPx);
        else if (event.key === 'End') change(mostPx);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
