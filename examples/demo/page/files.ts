import { byId, type MainSocket, onClick, say } from './dom.ts';

/** `crypto.getRandomValues` gives no more at a time. */
const RANDOM_BYTES = 65_536;

export function showFiles(socket: MainSocket): void {
  const picture = byId<HTMLImageElement>('picture');
  const upload = (sizeBytes: number): void => {
    const bytes = new Uint8Array(sizeBytes);
    for (let at = 0; at < sizeBytes; at += RANDOM_BYTES) crypto.getRandomValues(bytes.subarray(at, at + RANDOM_BYTES));
    socket.emit('file:upload', 'random.bin', bytes, (receipt) => {
      say(
        'files-out',
        `${receipt.sizeBytes.toLocaleString('en')} bytes arrived, SHA-256 ${receipt.sha256.slice(0, 12)}…`,
      );
    });
  };
  onClick('upload', () => upload(2_048));
  onClick('upload-large', () => upload(200_000));
  onClick('download', () => {
    socket.emit('file:download', ({ name, type }, bytes) => {
      URL.revokeObjectURL(picture.src);
      // The client hands out an ArrayBuffer; the copy is one that Blob's types accept.
      const copy = new Uint8Array(bytes);
      picture.src = URL.createObjectURL(new Blob([copy], { type }));
      picture.alt = name;
      picture.hidden = false;
      say('files-out', `${name}, ${copy.byteLength.toLocaleString('en')} bytes`);
    });
  });
}
