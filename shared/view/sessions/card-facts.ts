import { heartbeatDeadline } from '../../model/heartbeats.ts';
import type { SessionView } from '../../model/types.ts';
import { upgradeFailure } from '../../model/upgrade-failure.ts';
import { formatAge, formatClockSeconds, formatDuration, formatSize } from '../parts/format.ts';
import { upgradeFailureWords } from '../story/upgrade-failure-words.ts';
import { texts } from '../texts.ts';

export interface CardFact {
  readonly label: string;
  readonly value: string;
  /** Whether the log tells it. */
  readonly known: boolean;
}

/** The handshake's facts as label and value. What is not in the log is said to be so; `nowMs` is epoch milliseconds. */
export function cardFacts(session: SessionView, nowMs: number): readonly CardFact[] {
  const words = texts.card;
  const facts: CardFact[] = [];
  const missing = session.late ? words.handshakeMissing : texts.unknown;
  const add = (label: string, value: string | undefined): void => {
    facts.push({ label, value: value ?? missing, known: value !== undefined });
  };
  const say = <T>(value: T | undefined, format: (value: T) => string): string | undefined =>
    value === undefined ? undefined : format(value);

  add(words.transport, transportWords(session, nowMs));
  if (session.kind === 'socket.io') {
    add(words.sid, session.sid);
    add(words.protocol, protocolWords(session));
    add(words.pingInterval, say(session.pingIntervalMs, formatDuration));
    add(words.pingTimeout, say(session.pingTimeoutMs, formatDuration));
    add(words.maxPayload, say(session.maxPayloadBytes, formatSize));
    add(words.since, sinceWords(session, nowMs));
    add(words.heartbeat, heartbeatWords(session, nowMs));
    const givesUp = givesUpWords(session, nowMs);
    if (givesUp !== undefined) add(words.givesUp, givesUp);
  }
  for (const { nsp, recovery } of session.sockets) {
    if (recovery !== undefined) add(nsp === '/' ? words.recovery : words.recoveryOf(nsp), words.recoveries[recovery]);
  }
  add(words.url, session.url);
  return facts;
}

/** The version that both sides speak, or one each: a client of one version may have met a server of another. */
function protocolWords({ eio, dialect: { client, server } }: SessionView): string | undefined {
  if (client !== server) return texts.card.versions(client, server);
  // Without a URL in the log the version is told by what was seen, or taken to be the newest.
  return eio === undefined && server === 4 ? undefined : texts.card.version(server);
}

function transportWords(session: SessionView, nowMs: number): string {
  const how = session.transport === undefined ? texts.unknown : texts.transports[session.transport];
  const { upgrade } = session;
  if (!upgrade) return how;
  if (upgrade.state === 'probing') return `${how}, ${texts.card.probing(formatAge(nowMs - upgrade.startedAt))}`;
  if (upgrade.state === 'failed') {
    const failed = session.transports.find(({ closedAt }) => closedAt !== undefined && closedAt === upgrade.endedAt);
    const why = failed && upgradeFailureWords(upgradeFailure(session, failed));
    return `${how}, ${texts.card.upgradeFailed}${why ? `: ${why}` : ''}`;
  }
  const duration = formatDuration((upgrade.endedAt ?? upgrade.startedAt) - upgrade.startedAt);
  return `${how}, ${texts.card.upgraded(duration)}`;
}

function sinceWords({ connectedAt, end }: SessionView, nowMs: number): string | undefined {
  if (connectedAt === undefined) return undefined;
  const clock = formatClockSeconds(connectedAt);
  return end
    ? texts.card.sinceUntil(clock, formatDuration(end.at - connectedAt))
    : texts.card.sinceAt(clock, formatAge(nowMs - connectedAt));
}

function heartbeatWords({ lastHeartbeatAt, end }: SessionView, nowMs: number): string {
  if (lastHeartbeatAt === undefined) return texts.card.never;
  return end ? formatClockSeconds(lastHeartbeatAt) : texts.card.ago(formatAge(nowMs - lastHeartbeatAt));
}

/** How long the client still waits for a ping; `undefined` where the session is over or that can't be told. */
export function givesUpWords(session: SessionView, nowMs: number): string | undefined {
  const deadline = session.end ? undefined : heartbeatDeadline(session);
  if (deadline === undefined) return undefined;
  const leftMs = deadline - nowMs;
  return leftMs > 0 ? texts.card.givesUpIn(formatAge(leftMs)) : texts.card.overdue(formatAge(-leftMs));
}
