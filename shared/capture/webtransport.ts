/**
 * WebTransport: Engine.IO speaks over one bidirectional stream. Sessions are looked at by their address (`docs/protocol.md` §2.4:
 * no query, a path that ends in a slash) and recorded once their first bytes are an Engine.IO client's.
 */
import { apply, getterOf, indexOf, notes, react, stringify, uncurry } from '../base/primordials.ts';
import type { Dir } from '../log/entry.ts';
import { copyBytes } from './bytes.ts';
import { isEngineStream } from './eligible.ts';
import type { EngineSessions } from './engine-sessions.ts';
import { type Carrier, type Journal, sidIn } from './journal.ts';
import type { Patches } from './patch.ts';
import { absolute, addressOf } from './polling.ts';
import { StreamWatch } from './streams.ts';

const { WebTransport: Native, WebTransportBidirectionalStream: NativeStream } = globalThis;
const { fromCharCode } = String;
const charAt = uncurry(String.prototype.charAt);
const pathOf = getterOf(URL.prototype, 'pathname');
const UrlAtStart = URL;

/** As many first bytes as a verdict can need: nine of a header, then `0{"sid":"` and the sid. */
const HEAD_BYTES = 64;

interface Session {
  readonly url: string;
  carrier: Carrier | undefined;
  /** What went out before it was known whether this is Engine.IO. */
  held: Uint8Array[];
  /** The first bytes, as a text of their values. */
  head: string;
  verdict: boolean | undefined;
  /** Its first bidirectional stream was seen. */
  streaming: boolean;
  open: boolean;
  closedByPage: boolean;
}

/** Whether a session to this address can be Engine.IO's. */
function isCandidate(url: string): boolean {
  if (url === '' || indexOf(url, '?') !== -1) return false;
  const path = pathOf(new UrlAtStart(url));
  return path.length > 1 && charAt(path, path.length - 1) === '/';
}

/** Starts recording; where the browser has no WebTransport (or the page is not secure) there is nothing to do. */
export function captureWebTransport(patches: Patches, journal: Journal, engineSessions: EngineSessions): void {
  if (!Native || !NativeStream) return;
  const readableOf = getterOf(NativeStream.prototype, 'readable');
  const writableOf = getterOf(NativeStream.prototype, 'writable');
  const closedOf = getterOf(Native.prototype, 'closed');
  const sessions = notes<Session>();
  const streams = new StreamWatch(patches);

  const judge = (session: Session, bytes: Uint8Array): void => {
    session.held[session.held.length] = bytes;
    for (let i = 0; i < bytes.length && session.head.length < HEAD_BYTES; i++) {
      session.head += apply(fromCharCode, undefined, [bytes[i]]);
    }
    session.verdict = isEngineStream(session.head);
    if (session.verdict === undefined) return;
    const { held } = session;
    session.held = [];
    if (!session.verdict) return;
    const carrier = engineSessions.socketOpened(sidIn(session.head), () => session.open);
    session.carrier = carrier;
    journal.note('transport-open', `,"type":"webtransport","url":${stringify(session.url)}`, carrier);
    for (let i = 0; i < held.length; i++) journal.frame(carrier, 'out', held[i] as Uint8Array);
  };

  const passed = (session: Session, dir: Dir, chunk: unknown): void => {
    const bytes = copyBytes(chunk);
    if (!bytes) return;
    if (session.carrier) journal.frame(session.carrier, dir, bytes);
    else if (session.verdict === undefined) {
      // The client speaks first.
      if (dir === 'out') judge(session, bytes);
      else session.verdict = false;
    }
  };

  /** Without `info` it broke. */
  const ended = (session: Session, info?: WebTransportCloseInfo): void => {
    session.open = false;
    const { carrier } = session;
    if (!carrier) return;
    const by = session.closedByPage ? 'page' : info ? 'remote' : 'unknown';
    const fields = `,"code":${info?.closeCode ?? 0},"reason":${stringify(info?.reason ?? '')},"clean":${!!info},"by":"${by}"`;
    journal.note('transport-close', fields, carrier);
    engineSessions.socketClosed(carrier);
  };

  patches.constructed<WebTransport>('WebTransport', (transport, args) => {
    const address = addressOf(args[0]);
    const url = address === '' ? '' : absolute(address);
    if (!isCandidate(url)) return;
    const session: Session = {
      url,
      carrier: undefined,
      held: [],
      head: '',
      verdict: undefined,
      streaming: false,
      open: true,
      closedByPage: false,
    };
    sessions.set(transport, session);
    // Its rejection is never reported as unhandled (WebTransport §5.10): we may react to it.
    react(
      closedOf(transport),
      (info) => patches.run(ended, session, info, undefined),
      () => patches.run(ended, session, undefined, undefined),
    );
  });
  const { prototype } = Native;
  patches.method<WebTransport, unknown[]>(prototype, 'close', (transport) => {
    const session = sessions.of(transport);
    if (session) session.closedByPage = true;
  });
  patches.method<WebTransport, unknown[], Promise<WebTransportBidirectionalStream>>(
    prototype,
    'createBidirectionalStream',
    (transport, _args, promise) => {
      const session = sessions.of(transport);
      if (!session || session.streaming) return undefined;
      session.streaming = true;
      return patches.watch(promise, (stream) => {
        streams.add(readableOf(stream), (chunk) => passed(session, 'in', chunk));
        streams.add(writableOf(stream), (chunk) => passed(session, 'out', chunk));
      });
    },
  );
}
