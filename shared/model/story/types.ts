/** A session told as one story, line by line, by what the log holds. */
import type { PageEntry, TransportType } from '../../log/entry.ts';
import type { Recovery, RecoveryClaim } from '../recovery.ts';
import type { SessionEnd } from '../types.ts';
import type { UpgradeFailure } from '../upgrade-failure.ts';

/** What happened. Milliseconds are counted from what it follows: the transport's beginning, the question, the probe. */
export type StoryEvent =
  /** It follows an ended session: after so long, as the n-th attempt since one was last open. */
  | { readonly kind: 'reconnect'; readonly previous: number; readonly delayMs: number; readonly attempt: number }
  | { readonly kind: 'transport'; readonly type: TransportType; readonly late: boolean }
  | {
      readonly kind: 'handshake';
      readonly ms: number;
      readonly sid: string | undefined;
      readonly pingIntervalMs: number | undefined;
      readonly pingTimeoutMs: number | undefined;
      readonly upgrades: readonly string[] | undefined;
    }
  | { readonly kind: 'probe'; readonly type: TransportType }
  | { readonly kind: 'upgraded'; readonly type: TransportType; readonly ms: number | undefined }
  | {
      readonly kind: 'upgrade-failed';
      readonly ms: number | undefined;
      readonly type: TransportType;
      /** `undefined` where the transport's beginning is not in the log. */
      readonly failure: UpgradeFailure | undefined;
      readonly code: number | undefined;
    }
  /** A namespace was asked for, and no answer has come yet. */
  | { readonly kind: 'connecting'; readonly nsp: string }
  | {
      readonly kind: 'connected';
      readonly nsp: string;
      /** `undefined` where the question is not in the log, or was not asked (Socket.IO 2's `/`). */
      readonly ms: number | undefined;
      readonly sid: string | undefined;
      readonly recovery: Recovery | undefined;
      /** What the client sent as its private id and offset. */
      readonly claim: RecoveryClaim | undefined;
    }
  /** Emits right behind a connect, after a reconnect: likely those that waited, and some may be made by the connect itself. */
  | { readonly kind: 'flushed'; readonly nsp: string; readonly count: number }
  | {
      readonly kind: 'refused';
      readonly nsp: string;
      readonly ms: number | undefined;
      readonly message: string;
      readonly data: string | undefined;
    }
  /** Rooms that its socket was in before it came back, and is not in now, as the server told. */
  | { readonly kind: 'rooms-lost'; readonly nsp: string; readonly rooms: readonly string[] }
  | { readonly kind: 'disconnect'; readonly nsp: string; readonly by: 'page' | 'server' }
  | {
      readonly kind: 'beats';
      readonly count: number;
      /** Between the first and the last of them. */
      readonly spanMs: number;
      /** From a client's ping to the server's pong, median; only Engine.IO 3 has it. */
      readonly roundTripMs: number | undefined;
    }
  /** `allowedMs`: how late it may be before the other side gives up. */
  | { readonly kind: 'late-beat'; readonly lateMs: number; readonly allowedMs: number }
  | {
      readonly kind: 'page';
      readonly event: PageEntry['event'];
      readonly ms: number | undefined;
      /** A stall longer than the ping timeout, in which the server gives up. */
      readonly fatal: boolean;
    }
  /** What held already when the session began: `row` says since when. */
  | { readonly kind: 'page-already'; readonly event: 'hidden' | 'offline'; readonly ms: number }
  | { readonly kind: 'lost'; readonly count: number }
  | { readonly kind: 'http-error'; readonly name: string; readonly words: string; readonly body: string | undefined }
  /** The last large thing that was sent before the other side would take no more. */
  | {
      readonly kind: 'too-big';
      readonly event: string;
      readonly sizeBytes: number;
      readonly maxBytes: number | undefined;
    }
  | {
      readonly kind: 'end';
      readonly end: SessionEnd;
      readonly silentMs: number | undefined;
      /** What whoever closed the transport gave as the reason; mostly nothing. */
      readonly closeReason: string | undefined;
    }
  | { readonly kind: 'next'; readonly next: number; readonly delayMs: number };

export interface StoryLine {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The timeline row that says so, or -1. */
  readonly row: number;
  readonly what: StoryEvent;
  /** Not on the wire: concluded from what is. */
  readonly inferred: boolean;
}
