/** The beginning of a payload as it stands on the wire, without the event's name. */

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

/** The arguments of an event or ack: about `chars` characters of the array's text without its brackets and without the name. */
export function payloadPreview(text: string, start: number, end: number, named: boolean, chars: number): string {
  let from = start;
  let to = end;
  if (text[from] !== '[') return text.slice(from, Math.min(to, from + chars));
  from += 1;
  if (text[to - 1] === ']') to -= 1;
  if (named) {
    if (text[from] === '"') from = stringEnd(text, from, to);
    else while (from < to && text[from] !== ',') from += 1;
    if (text[from] === ',') from += 1;
  }
  return text.slice(from, Math.min(to, from + chars)).replace(PLACEHOLDER, '‹binary $1›');
}
