/** One line for a row: what stands on the wire after the event's name, shortened. Made for the rows on screen only. */

const PREVIEW_CHARS = 300;
const PLACEHOLDER = /\{"_placeholder":true,"num":(\d+)\}/g;

/** Where the first JSON string that begins at `start` ends (one past its closing quote); `end` where it does not end. */
function stringEnd(text: string, start: number, end: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1 && at < end) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
    at = text.indexOf('"', at + 1);
  }
  return end;
}

/** Shortens to the preview's length and puts it on one line. */
export function oneLine(text: string): string {
  const short = text.length > PREVIEW_CHARS ? `${text.slice(0, PREVIEW_CHARS - 1)}…` : text;
  return short.replace(/\s+/g, ' ').trim();
}

/** The arguments of an event: the array's text without its brackets and without the event's name. */
export function argsPreview(text: string, start: number, end: number, named: boolean): string {
  let from = start;
  let to = end;
  if (text[from] !== '[') return oneLine(text.slice(from, Math.min(to, from + PREVIEW_CHARS * 2)));
  from += 1;
  if (text[to - 1] === ']') to -= 1;
  if (named) {
    if (text[from] === '"') from = stringEnd(text, from, to);
    else while (from < to && text[from] !== ',') from += 1;
    if (text[from] === ',') from += 1;
  }
  const slice = text.slice(from, Math.min(to, from + PREVIEW_CHARS * 2));
  return oneLine(slice.replace(PLACEHOLDER, '‹binary $1›'));
}
