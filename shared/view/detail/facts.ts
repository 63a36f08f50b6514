import type { Detail, SessionView } from '../../model/types.ts';
import { formatDateTime, formatDuration, formatSize } from '../parts/format.ts';
import { texts } from '../texts.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Session number that the value leads to. */
  readonly session?: number;
}

/** What is known about a row beside its payload: only what was seen, in a fixed order. */
export function factsOf(detail: Detail, session: SessionView | undefined): readonly Fact[] {
  const { row, entry, packet, engine } = detail;
  const words = texts.facts;
  const facts: Fact[] = [];
  const add = (label: string, value: string | number | undefined, more?: Pick<Fact, 'session'>): void => {
    if (value !== undefined && value !== '') facts.push({ label, value: String(value), ...more });
  };

  add(words.time, formatDateTime(row.at));
  add(words.direction, row.dir && (row.dir === 'out' ? words.out : words.in));
  add(words.kind, texts.kinds[row.kind]);
  // Some kinds are called as their packet is.
  add(words.packet, packet?.wireType === texts.kinds[row.kind] ? undefined : packet?.wireType);
  add(
    words.engine,
    engine && engine.type !== 'message' ? [engine.type, engine.data].filter(Boolean).join(' ') : undefined,
  );
  add(words.namespace, row.nsp);
  add(words.ackId, row.ackId);
  add(words.latency, row.ack === 'answered' && row.ackMs !== undefined ? formatDuration(row.ackMs) : undefined);
  add(words.size, row.sizeBytes > 0 ? formatSize(row.sizeBytes) : undefined);
  add(words.attachments, row.attachments > 0 ? row.attachments : undefined);
  if (session) {
    const { number, raw } = texts.sessions;
    add(words.session, `${number(session.id)} ${session.kind === 'raw' ? raw : (session.sid ?? '')}`.trim(), {
      session: session.id,
    });
  }
  if ('transport' in entry) {
    const transport = session?.transports.find(({ id }) => id === entry.transport);
    add(words.transport, transport ? `${texts.transports[transport.type]} ${transport.id}` : entry.transport);
    if (!detail.http) add(words.address, transport?.url);
  }
  addHttp(detail, add);
  addEntry(detail, add);
  add(words.position, words.positionIn(entry.pos, entry.recorder));
  return facts;
}

type Add = (label: string, value: string | number | undefined) => void;

function addHttp({ http }: Detail, add: Add): void {
  if (!http) return;
  add(texts.facts.request, texts.facts.requestWas(http.request, http.method));
  add(texts.facts.address, http.url);
  add(texts.facts.status, http.status);
  add(texts.facts.contentType, http.contentType);
}

function addEntry({ entry }: Detail, add: Add): void {
  const words = texts.facts;
  switch (entry.kind) {
    case 'transport-open':
      add(words.protocols, entry.protocols?.join(', '));
      add(words.late, entry.late && words.lateWords);
      return;
    case 'frame':
      add(words.cut, entry.cut && words.cutWords(formatSize(entry.cut.head.length)));
      return;
    case 'transport-close':
      add(words.code, entry.code > 0 ? entry.code : undefined);
      add(words.reason, entry.reason);
      add(words.clean, entry.clean ? words.yes : words.no);
      add(words.by, words.byWho[entry.by]);
      return;
    case 'http-error':
      add(words.failure, words.failures[entry.reason]);
      return;
    case 'page':
      add(words.event, entry.event);
      add(words.address, entry.url);
      add(words.duration, entry.ms === undefined ? undefined : formatDuration(entry.ms));
      return;
    case 'lost':
      add(words.lost, words.lostCount(entry.count));
      return;
    case 'action':
      add(words.action, entry.action);
      add(words.target, entry.target);
      return;
    case 'note':
      add(words.text, entry.text);
      return;
  }
}
