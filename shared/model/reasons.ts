/**
 * Why a session ended, in the words of the Socket.IO client and in a sentence. Rules: `docs/protocol.md` §4, item 6. Nothing
 * is claimed that was not seen; "likely" is said where it is inferred.
 */
import type { HttpErrorEntry, TransportCloseEntry } from '../log/entry.ts';
import { heartbeatDeadline } from './heartbeats.ts';
import type { SessionEnd, SessionView } from './types.ts';

/** Engine.IO's error codes in the body of HTTP 400 and 403 (engine.io/lib/server.ts, `Server.errors`). */
const ENGINE_CODES: Record<number, string> = {
  0: 'the server does not know this transport',
  1: 'the server does not know this session id: it was restarted, or requests reach different servers (sticky sessions are missing)',
  2: 'the handshake used the wrong HTTP method',
  3: 'the server rejected the request as malformed',
  4: 'the server does not allow this connection (allowRequest refused it)',
  5: 'client and server speak different Engine.IO versions (a Socket.IO 2 client needs allowEIO3 on the server)',
};

/** How the last packets of a session bear on its end. */
export interface EndClues {
  readonly serverDisconnected: boolean;
  readonly clientDisconnected: boolean;
  /** A packet just before could not be decoded: a v4 client closes then. */
  readonly undecodable: boolean;
  /** The upgraded or only transport never carried the handshake. */
  readonly neverOpened: boolean;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

const LATE_CLOSE_MS = 1000;

/** A ping timeout, where the client's deadline had passed. The wire does not name it: it is inferred from the silence. */
function pingTimeout(session: SessionView, at: number): Pick<SessionEnd, 'reason' | 'certainty' | 'words'> | undefined {
  const deadline = heartbeatDeadline(session);
  const last = session.lastPingAt ?? session.connectedAt;
  if (deadline === undefined || last === undefined || at < deadline) return undefined;
  // Offline, browsers tell of the close long after the client gave up: its deadline is what ended the session.
  const late = at - deadline > LATE_CLOSE_MS ? ` The browser closed the socket ${seconds(at - deadline)} later.` : '';
  const words = `No ping from the server for ${seconds(deadline - last)}: the client gave up.${late}`;
  return { reason: 'ping timeout', certainty: 'likely', words };
}

function remoteWords(code: number, session: SessionView): string {
  const limit = session.maxPayloadBytes === undefined ? '' : ` (${session.maxPayloadBytes.toLocaleString('en')} bytes)`;
  if (code === 1009) return `The server closed the connection: a message was larger than it accepts${limit}.`;
  if (code === 1006) return 'The connection broke off without a close: network, proxy or a stopped server.';
  if (code === 1001) return 'The server is going away (shut down or restarted).';
  return 'The server closed the connection.';
}

/** The end of a session by the close of the transport that carried it. */
export function endByClose(session: SessionView, entry: TransportCloseEntry, clues: EndClues): SessionEnd {
  const base = { at: entry.at, code: entry.code, httpStatus: undefined };
  if (clues.neverOpened) {
    return {
      ...base,
      reason: 'transport error',
      certainty: 'certain',
      words: 'The WebSocket could not be opened (refused, or no server).',
    };
  }
  if (clues.serverDisconnected) {
    const words = 'The server disconnected this client; the client does not reconnect by itself.';
    return { ...base, reason: 'io server disconnect', certainty: 'certain', words };
  }
  if (clues.clientDisconnected) {
    return { ...base, reason: 'io client disconnect', certainty: 'certain', words: 'The page called disconnect().' };
  }
  if (entry.by !== 'page') {
    // A broken connection (1006) may reach the client as an error first, and it then says "transport error".
    const certainty = entry.by === 'remote' && entry.code !== 1006 ? 'certain' : 'likely';
    return { ...base, reason: 'transport close', certainty, words: remoteWords(entry.code, session) };
  }
  const timeout = pingTimeout(session, entry.at);
  if (timeout) return { ...base, ...timeout };
  if (clues.undecodable) {
    const words = 'The client closed right after a packet that it could not decode (likely the cause).';
    return { ...base, reason: 'parse error', certainty: 'likely', words };
  }
  const words = 'The page closed the connection below Socket.IO, with no DISCONNECT packet before it.';
  return { ...base, reason: 'transport close', certainty: 'unknown', words };
}

/** The end of a polling session by an Engine.IO close packet. */
export function endByClosePacket(session: SessionView, at: number, dir: 'in' | 'out', clues: EndClues): SessionEnd {
  const base = { at, code: undefined, httpStatus: undefined };
  if (clues.serverDisconnected) {
    const words = 'The server disconnected this client; the client does not reconnect by itself.';
    return { ...base, reason: 'io server disconnect', certainty: 'certain', words };
  }
  const disconnected = { ...base, reason: 'io client disconnect', words: 'The page called disconnect().' };
  if (clues.clientDisconnected) return { ...disconnected, certainty: 'certain' };
  if (dir === 'in') {
    return { ...base, reason: 'transport close', certainty: 'certain', words: 'The server closed the session.' };
  }
  const timeout = pingTimeout(session, at);
  if (timeout) return { ...base, ...timeout };
  return { ...disconnected, certainty: 'likely' };
}

/** Engine.IO's code and message in an error body, where it is one. */
export function engineError(body: string | undefined): { code: number; message: string } | undefined {
  if (body === undefined || body.length > 10_000) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return undefined;
    const { code, message } = value as Record<string, unknown>;
    return typeof code === 'number' && typeof message === 'string' ? { code, message } : undefined;
  } catch {
    return undefined;
  }
}

/** What an HTTP failure means, in a sentence. */
export function httpWords(entry: HttpErrorEntry): string {
  const status = entry.http.status ?? 0;
  if (entry.reason === 'abort') return 'The page gave up the request.';
  if (entry.reason === 'timeout') return 'The request timed out.';
  if (entry.reason === 'network' || status === 0) {
    return 'The request failed without an answer: no server, or the browser blocked it (CORS); the two look alike to a page.';
  }
  const engine = engineError(entry.text);
  const why = engine && ENGINE_CODES[engine.code];
  if (why) return `HTTP ${status}, "${engine.message}": ${why}.`;
  if (status === 413) return 'HTTP 413: the message was larger than the server or a proxy accepts (maxHttpBufferSize).';
  if (engine) return `HTTP ${status}, "${engine.message}".`;
  return `HTTP ${status}: the answer did not come from Engine.IO (a proxy, or another path).`;
}

/** The end of a session by a failed polling request. */
export function endByHttp(entry: HttpErrorEntry): SessionEnd {
  const httpStatus = entry.http.status || undefined;
  const certainty = entry.reason === 'abort' ? 'likely' : 'certain';
  return { at: entry.at, reason: 'transport error', certainty, words: httpWords(entry), code: undefined, httpStatus };
}

/** The page was left or reloaded while the session was open. */
export const endByNavigation = (at: number): SessionEnd => ({
  at,
  reason: 'unknown',
  certainty: 'unknown',
  words: 'The page was left or reloaded while the session was open.',
  code: undefined,
  httpStatus: undefined,
});
