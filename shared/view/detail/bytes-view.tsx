import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useStore } from '../parts/context.ts';
import { texts } from '../texts.ts';
import { fileType } from './file-type.ts';
import { HexView } from './hex-view.tsx';

/** A preview is never drawn larger than this; a bigger image is scaled while it is decoded. */
const MOST_PX = 320;

/** Bytes as they are looked at: their picture where they are one, what they hold, and the way to a file. */
export function BytesView({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): JSX.Element {
  const { host } = useStore();
  const { mime, extension, image } = fileType(bytes);
  return (
    <div class="bytes-view">
      {image && <Preview bytes={bytes} mime={mime} />}
      <p class="bytes-acts">
        <span>{mime}</span>
        <button
          type="button"
          class="link"
          data-testid="save-bytes"
          onClick={(event) => {
            event.stopPropagation();
            host.saveFile(`${name}.${extension}`, bytes, mime);
          }}
        >
          {texts.detail.saveBytes}
        </button>
      </p>
      <HexView bytes={bytes} />
    </div>
  );
}

/** Drawn on a canvas: an address for an image element could be forbidden by the policy of the page that holds an overlay. */
function Preview({ bytes, mime }: { readonly bytes: Uint8Array; readonly mime: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const said = useSignal('');
  useEffect(() => {
    let gone = false;
    createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime })).then(
      (bitmap) => {
        const target = canvas.current;
        if (!gone && target) {
          const scale = Math.min(1, MOST_PX / Math.max(bitmap.width, bitmap.height));
          target.width = Math.max(1, Math.round(bitmap.width * scale));
          target.height = Math.max(1, Math.round(bitmap.height * scale));
          target.getContext('2d')?.drawImage(bitmap, 0, 0, target.width, target.height);
          said.value = texts.detail.imageSize(bitmap.width, bitmap.height);
        }
        bitmap.close();
      },
      () => {
        if (!gone) said.value = texts.detail.noImage;
      },
    );
    return () => {
      gone = true;
    };
  }, [bytes, mime, said]);
  return (
    <figure class="preview" data-testid="preview">
      <canvas ref={canvas} width={0} height={0} role="img" aria-label={texts.detail.preview} />
      <figcaption>{said}</figcaption>
    </figure>
  );
}
