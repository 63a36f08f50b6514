/**
 * A log as a bug report in Markdown: where it was recorded, the story of each session, the rows around the failure. Whatever a page or a
 * server said stands in code, where nothing of it is read as Markdown, HTML or a mention.
 */
import { safeLine } from '../../base/safe-text.ts';
import { ERROR_KINDS } from '../query/filter.ts';
import { Story } from '../story/story.ts';
import type { StoryEvent } from '../story/types.ts';
import type { ModelReader, Row, SessionView } from '../types.ts';
import { isoTime } from './time.ts';

/** A report is read by people: more than this is for the log itself. */
const MAX_SESSIONS = 10;
const MAX_STORY_LINES = 60;
const ROWS_BEFORE = 25;
const ROWS_AFTER = 10;
const MAX_ROWS = 200;

export interface ReportOptions {
  /** `sioscope x.y.z` */
  readonly generator: string;
  /** Rows to show, in their order; without them, those around the failure. */
  readonly rows?: readonly number[];
  /** The words for a line of a story. */
  readonly tell: (what: StoryEvent) => { readonly text: string; readonly facts: readonly string[] };
  /** What the log says of its redaction: the names of the rules. */
  readonly redactedBy?: readonly string[];
}

/** Text as code within a line: the fence is longer than any run of backticks in it. */
export function codeSpan(text: string): string {
  const line = safeLine(text);
  const fence = fenceFor(line, 1);
  // A blank is taken off each side again (CommonMark §6.1); code of blanks alone, or none, is no code.
  return line.trim() === '' ? '(empty)' : `${fence} ${line} ${fence}`;
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}

/** Lines as a block of code. */
export function codeBlock(lines: readonly string[]): string {
  const safe = lines.map(safeLine);
  const fence = '`'.repeat(Math.max(3, ...safe.map((line) => fenceFor(line, 3).length)));
  return [`${fence}text`, ...safe, fence].join('\n');
}

const clock = (at: number): string => isoTime(at).slice(11, 23);

const nameOf = ({ id }: SessionView): string => `#${id + 1}`;

function stateOf({ state, end }: SessionView): string {
  if (!end) return state;
  const code = end.code ? `, code ${end.code}` : end.httpStatus ? `, HTTP ${end.httpStatus}` : '';
  return `${end.reason}${code} (${end.certainty})`;
}

/** Ended otherwise than on the page's own word. */
const failed = ({ end, state, sockets }: SessionView): boolean =>
  state === 'refused' ||
  (end !== undefined && end.reason !== 'io client disconnect') ||
  sockets.some((socket) => socket.state === 'refused');

const isTrouble = (row: Row): boolean => ERROR_KINDS.has(row.kind) || row.hasProblem || row.ack === 'lost';

/** The row where it went wrong: the last that tells of trouble, or else the last that ended a transport; -1 where there is none. */
export function failureRow(model: ModelReader): number {
  let ended = -1;
  for (let number = model.endRow - 1; number >= model.firstRow; number--) {
    const row = model.row(number);
    if (isTrouble(row)) return number;
    if (ended === -1 && (row.kind === 'closed' || row.kind === 'disconnect')) ended = number;
  }
  return ended;
}

function rowLine(row: Row, isFailure: boolean): string {
  const arrow = row.dir === 'in' ? '←' : row.dir === 'out' ? '→' : ' ';
  const session = row.session < 0 ? '' : `#${row.session + 1} `;
  const nsp = row.nsp === '' || row.nsp === '/' ? '' : `${row.nsp} `;
  const ackId = row.ackId === undefined ? '' : ` ack ${row.ackId}`;
  const ack =
    row.ack === undefined ? '' : ` (${row.ack}${row.ackMs === undefined ? '' : `, ${Math.round(row.ackMs)} ms`})`;
  const trouble = row.hasProblem ? ' ! cannot be decoded as it should' : '';
  const label = row.kind === row.name ? row.kind : `${row.kind} ${row.name}`;
  return `${isFailure ? '>' : ' '} ${clock(row.at)} ${session}${arrow} ${nsp}${label}${ackId}${ack} ${row.preview}${trouble}`.trimEnd();
}

function environment(model: ModelReader, { generator, redactedBy }: ReportOptions): string[] {
  const { sessions, recorders, firstRow, endRow, lostByRecorder, lostByBound } = model;
  const unique = (values: readonly string[]): string[] => [...new Set(values.filter((value) => value !== ''))];
  const list = (values: readonly string[]): string =>
    unique(values).slice(0, 10).map(codeSpan).join(', ') || 'not known';
  const versions = sessions.flatMap(({ kind, dialect }) =>
    kind === 'raw'
      ? []
      : [`Engine.IO ${dialect.client}${dialect.server === dialect.client ? '' : ` (server ${dialect.server})`}`],
  );
  const lines = [
    `- Page: ${list(recorders.map(({ url }) => url))}`,
    `- Server: ${list(sessions.map(({ url }) => url))}`,
    `- Browser: ${list(recorders.map(({ userAgent }) => userAgent))}`,
    `- Protocol: ${list(versions)}; parser ${list(sessions.flatMap(({ dialect }) => dialect.parsers))}`,
    `- Recorded by ${codeSpan(generator)}`,
  ];
  if (endRow > firstRow)
    lines.push(
      `- From ${isoTime(model.row(firstRow).at)} to ${isoTime(model.row(endRow - 1).at)}, ${endRow - firstRow} rows`,
    );
  if (lostByRecorder + lostByBound > 0)
    lines.push(`- ${lostByRecorder + lostByBound} entries were dropped and are not in the log`);
  if (redactedBy) lines.push(`- Redacted by these rules: ${list(redactedBy)}`);
  return lines;
}

function story(model: ModelReader, session: SessionView, { tell }: ReportOptions): string[] {
  const all = new Story(model, session.id).lines();
  const lines = all.map(({ at, what, inferred }) => {
    const { text, facts } = tell(what);
    return `${clock(at)} ${text}${facts.length > 0 ? ` (${facts.join('; ')})` : ''}${inferred ? ' [concluded]' : ''}`;
  });
  // How it began and how it ended.
  const left = lines.length - MAX_STORY_LINES;
  const half = MAX_STORY_LINES / 2;
  const shown = left <= 0 ? lines : [...lines.slice(0, half), `… ${left} lines left out …`, ...lines.slice(-half)];
  return [`### Session ${nameOf(session)}: ${codeSpan(stateOf(session))}`, '', codeBlock([session.url, ...shown]), ''];
}

function shownRows(model: ModelReader, failure: number, rows: readonly number[] | undefined): readonly number[] {
  if (rows) return rows.filter((number) => number >= model.firstRow && number < model.endRow);
  const middle = failure === -1 ? model.endRow - 1 : failure;
  const from = Math.max(model.firstRow, middle - ROWS_BEFORE);
  const to = Math.min(model.endRow, middle + ROWS_AFTER + 1);
  return Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place);
}

/** The report's text. */
export function bugReport(model: ModelReader, options: ReportOptions): string {
  const { sessions } = model;
  // Those that failed first, each kind in its order; the rest is told as a number.
  const told = [...sessions.filter(failed), ...sessions.filter((session) => !failed(session))].slice(0, MAX_SESSIONS);
  told.sort((a, b) => a.id - b.id);
  const failure = failureRow(model);
  const rows = shownRows(model, failure, options.rows);
  const shown = rows.slice(0, MAX_ROWS);
  const more = (left: number, what: string): string[] => (left > 0 ? [`_${left} more ${what} in the log._`, ''] : []);
  const title = failure === -1 ? 'Rows' : options.rows ? 'Selected rows' : 'Rows around the failure';
  return [
    '# Socket.IO bug report',
    '',
    '## Environment',
    '',
    ...environment(model, options),
    '',
    '## Sessions',
    '',
    ...(told.length === 0
      ? ['No session is in the log.', '']
      : told.flatMap((session) => story(model, session, options))),
    ...more(sessions.length - told.length, 'sessions'),
    `## ${title}`,
    '',
    ...(shown.length === 0
      ? ['No rows.', '']
      : [codeBlock(shown.map((number) => rowLine(model.row(number), number === failure))), '']),
    ...more(rows.length - shown.length, 'rows'),
  ].join('\n');
}
