/**
 * What our own HARs carry beside what HAR knows, so that they can be read back whole. Other programs ignore fields that begin with `_`.
 *
 * - `log._sioscope`: the log's header, and as `entries` whatever is no WebSocket message and no polling body, each with its place.
 * - On a WebSocket: recorder and transport; on each message and body: the frame's place and its fields but for its content, which stands
 *   where HAR has it.
 */
import type { Entry, FrameEntry } from '../entry.ts';

export const MARK = '_sioscope';

/** An entry and its place in the log. */
export type Placed = readonly [place: number, entry: Entry];

/** A frame but for its content and what its HAR entry says of it. */
export type FrameMark = Omit<FrameEntry, 'recorder' | 'transport' | 'kind' | 'dir' | 'text' | 'base64'> & {
  readonly place: number;
};

export interface CarrierMark {
  readonly recorder: string;
  readonly transport: string;
  /** Of a request's body, and of its answer's. */
  readonly out?: FrameMark;
  readonly in?: FrameMark;
}

export function frameMark(place: number, frame: FrameEntry): FrameMark {
  const { recorder: _1, transport: _2, kind: _3, dir: _4, text: _5, base64: _6, ...fields } = frame;
  return { place, ...fields };
}
