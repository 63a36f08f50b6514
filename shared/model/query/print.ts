/** Writes a query so that `parseQuery` reads the same again: what chips and saved filters hold. */
import type { Comparison, NamePattern, Query, RegexTerm, Term, TextTerm } from './query.ts';
import { writeAmount } from './units.ts';

/** Words that mean nothing but themselves, wherever they stand. */
const PLAIN = /^[^\s()",*/\\=<>~!.:#-][^\s()",*\\=<>~!.:]*$/;
/** As text also with the marks that make event names. */
const PLAIN_TEXT = /^[^\s()"/\\-][^\s()"]*$/;
const FIELD = /^(event|ns|room|dir|type|session|ack|has):|^(ack|size|time)[<>=]|^(data|args)\.|^(or|binary)$/i;

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const word = (text: string): string => (PLAIN.test(text) ? text : quote(text));

/** Names may be namespaces and have colons. */
const NAME = /^[^\s()",*]+$/;

function name({ text, wild }: NamePattern): string {
  if (wild) return text;
  return NAME.test(text) ? text : quote(text);
}

const pattern = (term: TextTerm | RegexTerm): string => {
  if (term.type === 'regex') return `/${term.source}/${term.flags}`;
  return PLAIN_TEXT.test(term.text) && !FIELD.test(term.text) ? term.text : quote(term.text);
};

function comparison(written: Comparison): string {
  if (written.operator === 'exists') return '';
  if (written.operator === '~') return `~${pattern(written.pattern)}`;
  return written.operator + (written.quoted ? quote(written.text) : written.text);
}

function path(segments: readonly string[]): string {
  const [index, ...rest] = segments;
  const [head, below] = index === '0' ? ['data', rest] : ['args', segments];
  // A path needs a dot to be one.
  const from = below.length === 0 ? ['args', segments] : [head, below];
  return [from[0], ...(from[1] as string[]).map((segment) => (segment === '*' ? segment : word(segment)))].join('.');
}

function term(one: Term): string {
  switch (one.type) {
    case 'name':
      return `${one.field}:${one.names.map(name).join(',')}`;
    case 'dir':
      return `dir:${one.dir}`;
    case 'kinds':
      return `type:${one.kinds.join(',')}`;
    case 'session':
      return `session:${one.sessions.map((id) => id + 1).join(',')}`;
    case 'ack':
      return `ack:${one.state}`;
    case 'number':
      return `${one.field}${one.operator}${writeAmount(one.field, one.value)}`;
    case 'trait':
      return one.trait === 'binary' ? 'binary' : `has:${one.trait}`;
    case 'path':
      return `${one.comparison.operator === 'exists' ? 'has:' : ''}${path(one.path)}${comparison(one.comparison)}`;
    default:
      return pattern(one);
  }
}

/** The text of a query. */
export function printQuery(query: Query): string {
  switch (query.type) {
    case 'all':
      return query.of
        .map((part) => (part.type === 'any' || part.type === 'all' ? bracketed(part) : printQuery(part)))
        .join(' ');
    case 'any':
      return query.of.map((part) => (part.type === 'any' ? bracketed(part) : printQuery(part))).join(' or ');
    case 'not':
      return `-${query.of.type === 'all' || query.of.type === 'any' ? bracketed(query.of) : printQuery(query.of)}`;
    default:
      return term(query);
  }
}

const bracketed = (query: Query): string => `(${printQuery(query)})`;
