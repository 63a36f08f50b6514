import type { SessionView } from '../../model/types.ts';
import type { Connection } from '../host.ts';
import { formatClockSeconds, shortUrl } from '../parts/format.ts';
import { texts } from '../texts.ts';

/** How it stands: `good` and `idle` are calm, `wait` is amber, `bad` is red. */
export type Tone = 'good' | 'idle' | 'wait' | 'bad';

export interface StatusWords {
  readonly tone: Tone;
  readonly words: string;
}

interface Situation {
  readonly connection: Connection;
  readonly recording: boolean;
  readonly sessions: readonly SessionView[];
  /** The session that the view is narrowed to. */
  readonly chosen: SessionView | undefined;
}

/**
 * "Am I connected, how, and why not?" in one or two sentences. They change when the state does and not with time, so that a
 * screen reader speaks only when there is news.
 */
export function statusWords({ connection, recording, sessions, chosen }: Situation): StatusWords {
  const words = texts.status;
  if (connection === 'connecting') return { tone: 'wait', words: words.connecting };
  if (connection === 'needs-reload') return { tone: 'bad', words: words.needsReload };
  if (connection === 'no-access') return { tone: 'bad', words: words.noAccess };
  if (connection === 'file' && !chosen) return { tone: 'idle', words: words.file };
  const session = chosen ?? newest(sessions);
  const said = session ? sessionWords(session) : { tone: 'idle' as const, words: words.nothing };
  const parts = [said.words];
  for (const socket of session?.state === 'open' ? session.sockets : []) {
    if (socket.state === 'refused') parts.push(words.refusedNsp(socket.nsp, socket.refusal));
  }
  const others = sessions.filter((other) => other !== session && other.state === 'open').length;
  if (others > 0 && !chosen) parts.push(words.others(others));
  if (connection === 'file') parts.unshift(words.file);
  if (!recording && connection === 'live') return { tone: 'wait', words: [words.paused, ...parts].join(' ') };
  return { tone: said.tone, words: parts.join(' ') };
}

/** The newest open session, or else the newest; Socket.IO before raw WebSockets. */
function newest(sessions: readonly SessionView[]): SessionView | undefined {
  const ours = sessions.filter(({ kind }) => kind === 'socket.io');
  const pool = ours.length > 0 ? ours : sessions;
  return pool.findLast(({ state }) => state === 'open') ?? pool.at(-1);
}

function sessionWords(session: SessionView): StatusWords {
  const words = texts.status;
  const where = shortUrl(session.url);
  const how = session.transport === undefined ? texts.unknown : texts.transports[session.transport];
  switch (session.state) {
    case 'open':
      return {
        tone: 'good',
        words:
          session.connectedAt === undefined
            ? words.connectedLate(how, where)
            : words.connected(how, where, formatClockSeconds(session.connectedAt)),
      };
    case 'connecting':
      return { tone: 'wait', words: words.opening(how, where) };
    case 'refused':
      return { tone: 'bad', words: words.refused(where, session.end?.words ?? '').trim() };
    case 'closed': {
      const at = formatClockSeconds(session.end?.at ?? session.startedAt);
      return { tone: 'bad', words: words.ended(where, at, session.end?.words ?? '').trim() };
    }
    case 'unknown':
      return { tone: 'wait', words: words.unknown(where) };
  }
}
