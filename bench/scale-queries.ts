/** How long each kind of query takes over a million events, every row looked at. Prints JSON: milliseconds by query, medians. */
import { LOG_BOUNDS } from '../shared/log/bounds.ts';
import { Model } from '../shared/model/model.ts';
import { filterQuery } from '../shared/model/query/filter.ts';
import { parseQuery } from '../shared/model/query/parse.ts';
import type { Query } from '../shared/model/query/query.ts';
import { batched, bigEntries, bigFrames, bigRecorder } from './big-log.ts';
import { median } from './chromium.ts';

const ROUNDS = 5;
/** What a view gives a search of each frame. */
const SLICE_MS = 8;

const COLUMN_QUERIES = ['dir:in', 'event:"event:3"', 'size>1kb', 'ack>1ms', 'type:ack', 'has:error or ack:pending'];
const TEXT_QUERIES = ['user-55', 'nowhere to be found', '/user-9[0-4]"/', 'data.id=999990'];

function queryOf(text: string): Query {
  const { query, problem } = parseQuery(text);
  if (!query) throw new Error(`${text}: ${problem.message}`);
  return filterQuery({ query });
}

function timed(work: () => number): { readonly ms: number; readonly count: number } {
  const times: number[] = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    count = work();
    times.push(performance.now() - begin);
  }
  return { ms: median(times), count };
}

const count = Number(process.argv[2]);
const model = new Model({ ...LOG_BOUNDS.huge });
model.addRecorder(bigRecorder, true);
for (const batch of batched(bigEntries(count), 500)) model.append(batch);

const results = Object.fromEntries(
  [...COLUMN_QUERIES, ...TEXT_QUERIES].map((text) => {
    const query = queryOf(text);
    const first = timed(() => model.list(query, SLICE_MS).length);
    const kind = COLUMN_QUERIES.includes(text) ? 'columns' : 'text';
    return [text, { kind, ...timed(() => model.list(query).length), firstMs: first.ms }];
  }),
);
// Peers' ways with the same frames in memory: text of each in turn, and an array of objects.
const texts = Array.from(bigFrames(count), ({ text }) => Buffer.from(text, 'latin1').toString('latin1'));
const rows = texts.map((text, at) => ({
  at,
  dir: at % 2 ? 'in' : 'out',
  packet: JSON.parse(text.slice(text.indexOf('['))),
}));
const includes = timed(() => texts.filter((text) => text.toLowerCase().includes('user-55')).length);
const stringify = timed(() => rows.filter(({ packet }) => JSON.stringify(packet).includes('user-55')).length);
const byName = timed(() => rows.filter(({ packet }) => packet[0] === 'event:3').length);
console.log(JSON.stringify({ results, includes, stringify, byName }));
