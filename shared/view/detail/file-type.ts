/** What bytes are by their first ones, for a preview and a file's name. */

export interface FileType {
  readonly mime: string;
  readonly extension: string;
  /** Browsers can draw it. */
  readonly image: boolean;
}

const OTHER: FileType = { mime: 'application/octet-stream', extension: 'bin', image: false };

const starts: readonly (readonly [magic: string, mime: string, extension: string])[] = [
  ['\x89PNG\r\n\x1a\n', 'image/png', 'png'],
  ['\xff\xd8\xff', 'image/jpeg', 'jpg'],
  ['GIF87a', 'image/gif', 'gif'],
  ['GIF89a', 'image/gif', 'gif'],
  ['%PDF-', 'application/pdf', 'pdf'],
  ['PK\x03\x04', 'application/zip', 'zip'],
  ['\x1f\x8b', 'application/gzip', 'gz'],
];

export function fileType(bytes: Uint8Array): FileType {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') {
    return { mime: 'image/webp', extension: 'webp', image: true };
  }
  const found = starts.find(([magic]) => head.startsWith(magic));
  if (!found) return OTHER;
  const [, mime, extension] = found;
  return { mime, extension, image: mime.startsWith('image/') };
}
