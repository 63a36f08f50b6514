import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../texts.ts';
import { hexText } from './hex.ts';

const FIRST_BYTES = 1024;
const MORE_BYTES = 8192;
/** Sixteen bytes a line need 77 characters of 6.7 px. */
const WIDE_PX = 530;

export function HexView({ bytes }: { readonly bytes: Uint8Array }): JSX.Element {
  const shown = useSignal(FIRST_BYTES);
  const perLine = useSignal<8 | 16>(8);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) perLine.value = entry.contentRect.width >= WIDE_PX ? 16 : 8;
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [perLine]);
  const end = Math.min(bytes.length, shown.value);
  const left = bytes.length - end;
  return (
    <div ref={box} class="hex" data-testid="hex">
      <pre>{hexText(bytes, end, perLine.value)}</pre>
      {left > 0 && (
        <button
          type="button"
          class="link"
          onClick={(event) => {
            event.stopPropagation();
            shown.value = end + MORE_BYTES;
          }}
        >
          {texts.detail.moreBytes(Math.min(left, MORE_BYTES))}
        </button>
      )}
    </div>
  );
}
