import type { SessionState, SocketState } from '../../model/types.ts';
import type { Tone } from '../status/status-words.ts';

/** An ended session is no fault by itself: it is past, and drawn hollow. */
export function sessionTone(state: SessionState): Tone {
  if (state === 'open') return 'good';
  if (state === 'refused') return 'bad';
  return state === 'closed' ? 'idle' : 'wait';
}

export function socketTone(state: SocketState): Tone {
  if (state === 'connected') return 'good';
  if (state === 'refused') return 'bad';
  return state === 'connecting' ? 'wait' : 'idle';
}
