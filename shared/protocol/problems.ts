/** Makers of problems (`docs/protocol.md` §3, §5). Messages are sentences for a person. */
import type { Problem, Verdict } from './types.ts';

/** Every official engine.io-parser refuses it. */
export const engineProblem = (code: string, message: string): Problem => ({ code, message, layer: 'engine' });

/** Every official socket.io-parser refuses it, or those that the verdict names. */
export const socketProblem = (code: string, message: string, verdict?: Verdict): Problem => ({
  code,
  message,
  layer: 'socket',
  ...verdict,
});

/** Official parsers accept it, though it can hardly be meant. */
export const oddity = (code: string, message: string, layer: Problem['layer'] = 'socket'): Problem => ({
  code,
  message,
  layer,
  tolerated: true,
});

const SHOWN_CHARS = 24;

/** Foreign text for use in a message: short, with characters that can't be seen written as escapes. */
export function shown(text: string): string {
  const short = text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
  return JSON.stringify(short);
}
