/** A client that speaks the wire itself, so that a test sees every frame, in order, as it came. */
import { WebSocket } from 'ws';
import { COMPANION_NAMESPACE, type CompanionFact, type FactKind, readFact } from '../shared/protocol/companion.ts';
import { until } from './harness/until.ts';

export interface WireClient {
  /** Socket.IO sid in the main namespace. */
  readonly sid: string;
  /** Every message in, without Engine.IO's own packets. */
  readonly frames: readonly string[];
  /** Those of the application. */
  appFrames(): readonly string[];
  /** What the companion said, read by the viewer's guard. */
  facts(): readonly CompanionFact[];
  send(frame: string): void;
  /** Opens the companion's namespace on this connection; resolves when the snapshot is whole, rejects when refused. */
  watch(auth?: object): Promise<void>;
  /** Leaves it. */
  unwatch(): void;
  close(): Promise<void>;
}

/** The facts of one kind. */
export const of = <K extends FactKind>(
  facts: readonly CompanionFact[],
  kind: K,
): Extract<CompanionFact, { kind: K }>[] =>
  facts.filter((fact): fact is Extract<CompanionFact, { kind: K }> => fact.kind === kind);

const EVENT_PREFIX = `42${COMPANION_NAMESPACE},`;
const isCompanion = (frame: string): boolean => frame.slice(2).startsWith(`${COMPANION_NAMESPACE},`);

export async function connectWire(url: string): Promise<WireClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const frames: string[] = [];
  socket.on('message', (message) => {
    const text = String(message);
    if (text === '2') socket.send('3');
    else if (text.startsWith('0')) socket.send('40');
    else if (text.startsWith('4')) frames.push(text);
  });
  const find = (prefix: string): string | undefined => frames.find((frame) => frame.startsWith(prefix));
  const connected = (await until(() => find('40{'), { what: 'the main namespace answers' })) as string;
  return {
    sid: (JSON.parse(connected.slice(2)) as { sid: string }).sid,
    frames,
    appFrames: () => frames.filter((frame) => !isCompanion(frame) && !frame.startsWith('40')),
    facts: () =>
      frames
        .filter((frame) => frame.startsWith(EVENT_PREFIX))
        .map((frame) => {
          const [event, body] = JSON.parse(frame.slice(EVENT_PREFIX.length)) as [string, unknown];
          const fact = readFact(event, body);
          if (!fact) throw new Error(`The guard refuses what the companion said: ${frame}`);
          return fact;
        }),
    send: (frame) => socket.send(frame),
    async watch(auth) {
      const from = frames.length;
      socket.send(`40${COMPANION_NAMESPACE},${auth ? JSON.stringify(auth) : ''}`);
      const isAnswer = (frame: string): boolean =>
        frame.startsWith(`44${COMPANION_NAMESPACE},`) || frame.startsWith(`${EVENT_PREFIX}["ready"`);
      const answer = (await until(() => frames.slice(from).find(isAnswer), {
        what: 'the companion answers',
      })) as string;
      if (answer.startsWith('44'))
        throw new Error((JSON.parse(answer.slice(answer.indexOf(',') + 1)) as Error).message);
    },
    unwatch: () => socket.send(`41${COMPANION_NAMESPACE},`),
    close: () =>
      new Promise((closed) => {
        if (socket.readyState === WebSocket.CLOSED) return closed();
        socket.once('close', () => closed());
        socket.close();
      }),
  };
}
