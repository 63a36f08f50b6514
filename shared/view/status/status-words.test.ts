import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../model/types.ts';
import { statusWords } from './status-words.ts';

const session = (more: Partial<SessionView>): SessionView => ({
  id: 0,
  recorder: 'r1',
  kind: 'socket.io',
  sid: 'abc',
  url: 'https://example.com/socket.io/',
  state: 'open',
  transport: 'websocket',
  transports: [],
  upgrade: undefined,
  eio: 4,
  dialect: { client: 4, server: 4, parsers: ['default'], chosenParser: undefined },
  pingIntervalMs: 25_000,
  pingTimeoutMs: 20_000,
  maxPayloadBytes: 1_000_000,
  upgrades: [],
  startedAt: 0,
  connectedAt: new Date(2026, 0, 1, 9, 30, 0).getTime(),
  end: undefined,
  lastHeartbeatAt: undefined,
  lastPingAt: undefined,
  sockets: [],
  previous: undefined,
  next: undefined,
  late: false,
  eventsIn: 0,
  eventsOut: 0,
  pendingAcks: 0,
  ...more,
});

const live = { connection: 'live', recording: true, chosen: undefined } as const;
const ended = session({
  id: 1,
  state: 'closed',
  end: {
    at: new Date(2026, 0, 1, 9, 31, 0).getTime(),
    reason: 'transport close',
    certainty: 'certain',
    words: 'The server closed the connection.',
    code: 1000,
    httpStatus: undefined,
  },
});

describe('status words', () => {
  it('says how and since when it is connected', () => {
    expect(statusWords({ ...live, sessions: [session({})] })).toEqual({
      tone: 'good',
      words: 'Connected by WebSocket to example.com since 09:30:00.',
    });
  });

  it('says since when and why it is not', () => {
    expect(statusWords({ ...live, sessions: [ended] })).toEqual({
      tone: 'bad',
      words: 'Not connected to example.com since 09:31:00. The server closed the connection.',
    });
  });

  it('speaks of the session that is open rather than of a later one that is not', () => {
    expect(statusWords({ ...live, sessions: [session({}), ended] }).tone).toBe('good');
  });

  it('speaks of the chosen session', () => {
    expect(statusWords({ ...live, sessions: [session({}), ended], chosen: ended }).tone).toBe('bad');
  });

  it('tells of refused namespaces and of other open sessions', () => {
    const refused = session({
      sockets: [
        {
          nsp: '/admin',
          state: 'refused',
          sid: undefined,
          pid: undefined,
          connectedAt: undefined,
          endedAt: undefined,
          refusal: 'not allowed',
          recovery: undefined,
          eventsIn: 0,
          eventsOut: 0,
        },
      ],
    });
    const { words } = statusWords({ ...live, sessions: [session({ id: 5 }), refused] });
    expect(words).toContain('/admin was refused: “not allowed”.');
    expect(words).toContain('1 more session is open.');
  });

  it('says that it is paused, and still how things stand', () => {
    const { tone, words } = statusWords({ ...live, recording: false, sessions: [session({})] });
    expect(tone).toBe('wait');
    expect(words).toBe('Paused. Connected by WebSocket to example.com since 09:30:00.');
  });

  it.each([
    ['connecting', 'wait'],
    ['needs-reload', 'bad'],
    ['no-access', 'bad'],
    ['file', 'idle'],
    ['live', 'idle'],
  ] as const)('has words for %s with nothing recorded', (connection, tone) => {
    const said = statusWords({ ...live, connection, sessions: [] });
    expect(said.tone).toBe(tone);
    expect(said.words.length).toBeGreaterThan(10);
  });
});
