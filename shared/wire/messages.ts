/**
 * The whole contract between a viewer and a recorder. One request is outstanding at a time: the viewer says `want`, the
 * recorder answers with one `batch` as soon as it has something at or after that position, and is silent until the next
 * `want`. So a slow or dead viewer costs the page nothing.
 *
 * Viewer → recorder: one line of plain text, so that the page side parses no JSON.
 *   hello 1                 who are you? answered by `recorder`
 *   want <from>             entries from that position on
 *   raw on | raw off        record WebSockets that are not Socket.IO
 *   say <transport> <text>  send a packet of the companion's namespace over this transport
 * Recorder → viewer: JSON, below.
 */
import type { Entry, RecorderInfo } from '../log/entry.ts';

export const WIRE_VERSION = 1;

/** The lines that a viewer sends. */
export const hello = (): string => `hello ${WIRE_VERSION}`;
export const want = (from: number): string => `want ${from}`;
export const raw = (on: boolean): string => `raw ${on ? 'on' : 'off'}`;
export const say = (transport: string, text: string): string => `say ${transport} ${text}`;

export type ToViewer =
  | {
      readonly type: 'recorder';
      readonly version: number;
      readonly info: RecorderInfo;
      /** Whether this is the tab's top document. */
      readonly top: boolean;
    }
  | {
      readonly type: 'batch';
      /** Ask from here next. */
      readonly next: number;
      readonly entries: readonly Entry[];
      /** WebSockets seen so far that are not Socket.IO. */
      readonly rawSockets: number;
    };
