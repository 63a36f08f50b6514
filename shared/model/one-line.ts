/** Longest line that a row shows. */
const LINE_CHARS = 300;

/** Shortens to a row's length and puts it on one line. */
export function oneLine(text: string): string {
  const short = text.length > LINE_CHARS ? `${text.slice(0, LINE_CHARS - 1)}…` : text;
  return short.replace(/\s+/g, ' ').trim();
}
