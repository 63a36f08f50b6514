/** Commands that ask a whole log: what the panel shows of it, on the command line. */
import { safeLine } from '../../shared/base/safe-text.ts';
import { isoTime } from '../../shared/model/export/time.ts';
import { filterQuery } from '../../shared/model/query/filter.ts';
import { parseQuery } from '../../shared/model/query/parse.ts';
import { Story } from '../../shared/model/story/story.ts';
import type { ModelReader, SessionView } from '../../shared/model/types.ts';
import { lineWords } from '../../shared/view/story/line-words.ts';
import { Input, UsageError } from './input.ts';
import { Printer } from './output.ts';
import { rowJson, rowLine } from './packet-line.ts';
import type { JsonOption } from './told.ts';

const maybeTime = (at: number | undefined): string | undefined => (at === undefined ? undefined : isoTime(at));

/** Rows that a query of the timeline finds; 1 where there are none. */
export async function grep(text: string, file: string, { json }: JsonOption): Promise<number> {
  const { query, problem } = parseQuery(text);
  if (problem) {
    const mark = `${' '.repeat(problem.start)}${'^'.repeat(Math.max(1, problem.end - problem.start))}`;
    throw new UsageError(`${problem.message}\n  ${safeLine(text)}\n  ${mark}`);
  }
  const input = new Input(file);
  const model = await input.model();
  const rows = model.list(filterQuery({ query }));
  const printer = new Printer();
  for (let place = 0; place < rows.length; place++) {
    const row = rows.at(place);
    await printer.line(json ? rowJson(model, row) : rowLine(model, row));
  }
  await printer.flush();
  return rows.length === 0 ? 1 : input.exitCode;
}

/** What is in the log, counted. */
export async function stats(file: string, { json }: JsonOption): Promise<number> {
  const input = new Input(file);
  const model = await input.model();
  const facts = statsOf(model);
  const printer = new Printer();
  if (json) await printer.line(JSON.stringify({ ...facts, problems: Object.fromEntries(input.problems) }));
  else for (const line of statsLines(facts)) await printer.line(safeLine(line));
  await printer.flush();
  return input.exitCode;
}

const transportSum = (model: ModelReader, field: 'framesIn' | 'framesOut' | 'bytesIn' | 'bytesOut'): number =>
  model.sessions.reduce((sum, { transports }) => sum + transports.reduce((all, one) => all + one[field], 0), 0);

const round = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Math.round(ms * 10) / 10);

function statsOf(model: ModelReader) {
  const { firstRow, endRow, sessions, recorders, catalogue } = model;
  const events = catalogue.entries.map(({ nsp, dir, name, count, sizeBytes, asked, waiting, lost, latencies }) => ({
    nsp,
    dir,
    name,
    count,
    sizeBytes,
    acks: {
      asked,
      answered: latencies?.count ?? 0,
      waiting,
      lost,
      medianMs: round(latencies?.percentile(0.5)),
      p95Ms: round(latencies?.percentile(0.95)),
      maxMs: latencies && round(latencies.maxMs),
    },
  }));
  return {
    entries: model.entryCount,
    recorders: recorders.length,
    from: endRow > firstRow ? isoTime(model.row(firstRow).at) : undefined,
    to: endRow > firstRow ? isoTime(model.row(endRow - 1).at) : undefined,
    sessions: sessions.length,
    namespaces: model.namespaces,
    framesIn: transportSum(model, 'framesIn'),
    framesOut: transportSum(model, 'framesOut'),
    bytesIn: transportSum(model, 'bytesIn'),
    bytesOut: transportSum(model, 'bytesOut'),
    lost: model.lostByRecorder,
    events: events.sort((a, b) => b.count - a.count),
  };
}

function* statsLines(facts: ReturnType<typeof statsOf>): Generator<string> {
  const { entries, recorders, from, to, sessions, framesIn, framesOut, bytesIn, bytesOut, lost, events } = facts;
  yield `${entries} entries of ${recorders} recorders${from ? `, ${from} to ${to}` : ''}`;
  yield `${sessions} sessions, in ${framesIn} frames of ${bytesIn} bytes, out ${framesOut} frames of ${bytesOut} bytes`;
  if (lost > 0) yield `${lost} entries were dropped while recording`;
  for (const { nsp, dir, name, count, sizeBytes, acks } of events) {
    const { asked, answered, waiting, lost: gone, medianMs, p95Ms } = acks;
    const times = medianMs === undefined ? '' : ` in ${medianMs} ms (95 %: ${p95Ms} ms)`;
    const ack = asked === 0 ? '' : `, acks: ${answered} of ${asked} answered${times}, ${waiting} waiting, ${gone} lost`;
    yield `${String(count).padStart(8)} ${dir === 'in' ? '<-' : '->'} ${nsp} ${name}, ${sizeBytes} bytes${ack}`;
  }
}

/** The sessions of the log, one a line; with their stories where it is asked for. */
export async function sessions(
  file: string,
  { json, story }: JsonOption & { readonly story?: boolean },
): Promise<number> {
  const input = new Input(file);
  const model = await input.model();
  const printer = new Printer();
  for (const session of model.sessions) {
    const lines = story ? storyOf(model, session) : undefined;
    if (json) await printer.line(JSON.stringify({ ...sessionFacts(session), ...(lines && { story: lines }) }));
    else {
      await printer.line(safeLine(sessionLine(session)));
      for (const { at, text, facts } of lines ?? [])
        await printer.line(safeLine(`    ${at.slice(11, 23)} ${[text, ...facts].join('; ')}`));
    }
  }
  await printer.flush();
  return input.exitCode;
}

const storyOf = (model: ModelReader, { id }: SessionView) =>
  new Story(model, id).lines().map(({ at, what, inferred }) => {
    const { text, facts } = lineWords(what);
    return { at: isoTime(at), kind: what.kind, text, facts, inferred };
  });

/** Sessions have the numbers that the panel shows, and that `session:` of a query means. */
const numbered = (id: number | undefined): number | undefined => (id === undefined ? undefined : id + 1);

function sessionFacts({ id, previous, next, startedAt, connectedAt, end, upgrade, ...session }: SessionView) {
  const { recorder, sid, url, kind, state, late, transports, sockets, eventsIn, eventsOut, pendingAcks, dialect } =
    session;
  return {
    session: numbered(id),
    sid,
    recorder,
    url,
    kind,
    state,
    late,
    startedAt: isoTime(startedAt),
    connectedAt: maybeTime(connectedAt),
    end: end && { ...end, at: isoTime(end.at) },
    previous: numbered(previous),
    next: numbered(next),
    upgrade: upgrade?.state,
    transports,
    sockets,
    eventsIn,
    eventsOut,
    pendingAcks,
    dialect,
  };
}

function sessionLine({ id, url, sid, state, startedAt, end, transports, eventsIn, eventsOut }: SessionView): string {
  const ended = end ? `, ${isoTime(end.at)} ${end.reason} (${end.certainty}): ${end.words}` : '';
  const how = transports.map(({ type }) => type).join(' then ');
  return `#${id + 1} ${url} ${sid ?? '(no sid)'} ${state} by ${how}, ${isoTime(startedAt)}, events ${eventsIn} in ${eventsOut} out${ended}`;
}

/** The rooms that the server told of, as they were at the end of the log. */
export async function rooms(file: string, { json }: JsonOption): Promise<number> {
  const input = new Input(file);
  const { rooms: reader } = await input.model();
  const printer = new Printer();
  if (!reader.told)
    process.stderr.write(
      'No server told of rooms in this log: they are not on the wire (see sioscope/server, or admin-ui).\n',
    );
  for (const { nsp, room, count, members, own } of reader.rooms) {
    const ids = [...members];
    const { source } = reader;
    const line = `${nsp} ${room}: ${count} members${own ? ', the page among them' : ''}: ${ids.join(' ')}`;
    await printer.line(json ? JSON.stringify({ nsp, room, count, members: ids, own, source }) : safeLine(line));
  }
  await printer.flush();
  return input.exitCode;
}
