/** The words for a line of a session's story, and how it is meant. */
import type { StoryEvent } from '../../model/story/types.ts';
import { formatDuration, formatSize } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { upgradeFailureWords } from './upgrade-failure-words.ts';

export interface LineWords {
  readonly text: string;
  /** What else is known of it, in quieter ink. */
  readonly facts: readonly string[];
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
}

const ms = (value: number | undefined): string => (value === undefined ? '' : formatDuration(value));

const line = (text: string, tone: LineWords['tone'] = 'plain', ...facts: readonly string[]): LineWords => ({
  text,
  tone,
  facts: facts.filter((fact) => fact !== ''),
});

export function lineWords(what: StoryEvent): LineWords {
  const words = texts.story;
  switch (what.kind) {
    case 'reconnect':
      return line(words.reconnect(what.previous, ms(what.delayMs), what.attempt));
    case 'transport': {
      const how = texts.transports[what.type];
      return what.late ? line(words.transportLate(how), 'warn') : line(words.transport(how));
    }
    case 'handshake': {
      const upgrades = (what.upgrades ?? []).map((name) => texts.transports[name as 'websocket'] ?? name).join(', ');
      const facts = words.handshakeFacts(ms(what.pingIntervalMs), ms(what.pingTimeoutMs), upgrades);
      return line(words.handshake(ms(what.ms)), 'good', what.sid === undefined ? '' : words.sid(what.sid), facts);
    }
    case 'probe':
      return line(words.probe(texts.transports[what.type]));
    case 'upgraded':
      return line(words.upgraded(texts.transports[what.type], ms(what.ms)), 'good');
    case 'upgrade-failed': {
      const { type, failure, code } = what;
      return line(
        words.upgradeFailed(texts.transports[type], ms(what.ms)),
        failure?.cause === 'ended' || failure?.cause === 'overtaken' ? 'plain' : 'warn',
        failure ? upgradeFailureWords(failure) : '',
        code ? `${texts.card.code} ${code}` : '',
      );
    }
    case 'connecting':
      return line(words.connecting(what.nsp), 'warn');
    case 'connected': {
      const { recovery, claim, sid } = what;
      return line(
        words.connected(what.nsp, ms(what.ms)),
        'good',
        sid === undefined ? '' : words.sid(sid),
        recovery === undefined ? '' : words.recovered(texts.card.recoveries[recovery]),
        claim ? words.claim(claim.pid, claim.offset) : '',
      );
    }
    case 'flushed':
      return line(words.flushed(what.count, what.nsp));
    case 'refused':
      return line(
        words.refused(what.nsp, what.message),
        'bad',
        what.data === undefined ? '' : words.data(what.data),
        ms(what.ms),
      );
    case 'rooms-lost':
      return line(words.roomsLost(what.rooms.join(', '), what.nsp), 'warn');
    case 'disconnect':
      return line(words.disconnect[what.by](what.nsp), what.by === 'server' ? 'bad' : 'plain');
    case 'beats': {
      const { count, spanMs, roundTripMs } = what;
      const span = count > 1 ? ms(spanMs) : '';
      return line(words.beats(count, span), 'plain', roundTripMs === undefined ? '' : words.roundTrip(ms(roundTripMs)));
    }
    case 'late-beat':
      return line(words.lateBeat(ms(what.lateMs), ms(what.allowedMs)), what.lateMs < what.allowedMs ? 'warn' : 'bad');
    case 'page': {
      const tone = what.fatal || what.event === 'offline' ? 'bad' : what.event === 'stall' ? 'warn' : 'plain';
      const facts = [what.ms === undefined ? '' : words.stall(ms(what.ms)), what.fatal ? words.fatal : ''];
      return line(words.page[what.event], tone, ...facts);
    }
    case 'page-already':
      return line(words.pageAlready[what.event], what.event === 'offline' ? 'bad' : 'plain', words.since(ms(what.ms)));
    case 'lost':
      return line(words.lost(what.count), 'warn');
    case 'http-error':
      return line(what.words, 'bad', what.body ?? '');
    case 'too-big': {
      const most = what.maxBytes === undefined ? '' : words.most(formatSize(what.maxBytes));
      return line(words.tooBig(what.event, formatSize(what.sizeBytes)), 'bad', most);
    }
    case 'end': {
      const { closeReason } = what;
      const { reason, certainty, code, httpStatus } = what.end;
      const called = certainty === 'certain' ? reason : `${reason} (${texts.card.certainty[certainty]})`;
      return line(
        what.end.words,
        reason === 'io client disconnect' ? 'plain' : 'bad',
        called,
        code ? `${texts.card.code} ${code}` : '',
        closeReason === undefined ? '' : words.closeReason(closeReason),
        httpStatus ? `${texts.card.httpStatus} ${httpStatus}` : '',
        what.silentMs === undefined ? '' : words.silent(ms(what.silentMs)),
      );
    }
    case 'next':
      return line(words.next(what.next, ms(what.delayMs)));
  }
}
