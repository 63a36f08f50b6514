/** What the filter box offers to go on with, from what the log holds. */
import { ROW_KINDS } from '../../model/columns.ts';
import { printQuery } from '../../model/query/print.ts';
import { ACK_WORDS, eventNamed, TRAITS } from '../../model/query/query.ts';
import { texts } from '../texts.ts';

/** What the log holds that a term can name. */
export interface Vocabulary {
  readonly events: readonly string[];
  readonly namespaces: readonly string[];
  readonly sessions: readonly number[];
}

export interface Completion {
  /** Takes the place of the word at the caret. */
  readonly text: string;
  /** Said beside it. */
  readonly hint: string;
  /** The word goes on: a value is still to come. */
  readonly open: boolean;
}

export interface Offer {
  /** The stretch of the text that is replaced. */
  readonly start: number;
  readonly end: number;
  readonly completions: readonly Completion[];
}

const MAX_OFFERED = 12;

const FIELDS: readonly (readonly [text: string, open: boolean])[] = [
  ['event:', true],
  ['ns:', true],
  ['room:', true],
  ['dir:', true],
  ['type:', true],
  ['session:', true],
  ['ack:', true],
  ['ack>', true],
  ['size>', true],
  ['time>=', true],
  ['has:', true],
  ['binary', false],
  ['data.', true],
  ['args.1.', true],
];

/** The word that ends at the caret, quotes and all. */
function wordStart(text: string, caret: number): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < caret; at++) {
    const char = text[at] as string;
    if (char === '\\' && quoted) at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && /[\s()]/.test(char)) start = at + 1;
  }
  return start;
}

const written = (name: string): string => printQuery(eventNamed(name)).slice('event:'.length);

/** `undefined` where nothing is offered. */
export function complete(text: string, caret: number, vocabulary: Vocabulary): Offer | undefined {
  let start = wordStart(text, caret);
  while (text[start] === '-') start += 1;
  const word = text.slice(start, caret);
  const field = /^(event|ns|dir|type|session|ack|has):(?:.*,)?/.exec(word);
  if (!field) return offer(start, caret, word, words(word, vocabulary));
  // A list's last value only.
  const from = start + field[0].length;
  const part = text.slice(from, caret);
  return offer(from, caret, part, values(field[1] as string, vocabulary));
}

function offer(start: number, end: number, part: string, all: readonly Completion[]): Offer | undefined {
  const wanted = part.replace(/^"/, '').toLowerCase();
  const rank = ({ text }: Completion): number => {
    const place = text.toLowerCase().indexOf(wanted);
    return place === -1 ? Number.POSITIVE_INFINITY : place;
  };
  const completions = all
    .map((one) => ({ one, rank: rank(one) }))
    .filter(({ one, rank }) => rank < Number.POSITIVE_INFINITY && one.text !== part)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_OFFERED)
    .map(({ one }) => one);
  return completions.length > 0 ? { start, end, completions } : undefined;
}

/** At the beginning of a term: its field, or an event by its name. */
function words(word: string, { events }: Vocabulary): readonly Completion[] {
  const fields = FIELDS.filter(([text]) => text.startsWith(word.toLowerCase())).map(([text, open]) => ({
    text,
    hint: texts.query.fields[text] ?? '',
    open,
  }));
  if (word === '') return fields;
  return [
    ...fields,
    ...events.map((name) => ({ text: `event:${written(name)}`, hint: texts.query.eventHint, open: false })),
  ];
}

function values(field: string, { events, namespaces, sessions }: Vocabulary): readonly Completion[] {
  const plain = (text: string): Completion => ({ text, hint: texts.query.values[text] ?? '', open: false });
  switch (field) {
    case 'event':
      return events.map((name) => plain(written(name)));
    case 'ns':
      return namespaces.map((name) => plain(written(name)));
    case 'dir':
      return ['in', 'out'].map(plain);
    case 'type':
      return ROW_KINDS.map((kind) => ({ text: kind, hint: texts.kinds[kind], open: false }));
    case 'session':
      return sessions.map((id) => plain(String(id + 1)));
    case 'ack':
      return ACK_WORDS.map(plain);
    default:
      return TRAITS.map(plain);
  }
}

/** The text with a completion in the word's place, and where the caret goes. */
export function accept(
  text: string,
  { start, end }: Offer,
  { text: word, open }: Completion,
): { text: string; caret: number } {
  const tail = text.slice(end);
  const gap = open || /^\s/.test(tail) ? '' : ' ';
  const head = text.slice(0, start) + word + gap;
  return { text: head + tail, caret: head.length };
}
