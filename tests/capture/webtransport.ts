/**
 * WebTransport without HTTP/3, which no test server here speaks: the browser's class is replaced by one whose session travels in
 * a WebSocket. Its streams are genuine, as are the client's and the server's transport classes above them.
 */
import type { Server as Engine } from 'engine.io';
import type { WebSocket } from 'ws';

/** For the page, before the recorder. The first byte of a WebSocket message: 0 data, 1 the end of the stream. */
export const FAKE_WEBTRANSPORT = `{
  const Socket = WebSocket;
  class WebTransportBidirectionalStream {
    #readable; #writable;
    constructor(readable, writable) { this.#readable = readable; this.#writable = writable; }
    get readable() { return this.#readable; }
    get writable() { return this.#writable; }
  }
  class WebTransport {
    #socket; #ready; #closed; #end; #break; #controller;
    constructor(url) {
      const { origin, pathname } = new URL(url);
      this.#closed = new Promise((done, failed) => { this.#end = done; this.#break = failed; });
      this.#closed.catch(() => undefined);
      this.#socket = new Socket(location.origin.replace('http', 'ws') + '/raw/webtransport' + pathname);
      this.#socket.binaryType = 'arraybuffer';
      this.#ready = new Promise((done) => { this.#socket.onopen = () => done(); });
      this.#socket.onmessage = ({ data }) => this.#controller.enqueue(new Uint8Array(data));
      this.#socket.onclose = ({ code, reason }) => {
        try { this.#controller?.close(); } catch {}
        if (code === 1006) this.#break(new Error('the connection was lost'));
        else this.#end({ closeCode: code === 1000 ? 0 : code, reason });
      };
    }
    get ready() { return this.#ready; }
    get closed() { return this.#closed; }
    createBidirectionalStream() {
      const readable = new ReadableStream({ type: 'bytes', start: (controller) => { this.#controller = controller; } });
      const writable = new WritableStream({
        write: (chunk) => { this.#socket.send(chunk); },
        close: () => this.#socket.close(1000),
        abort: () => this.#socket.close(1000),
      });
      return Promise.resolve(new WebTransportBidirectionalStream(readable, writable));
    }
    close() { this.#socket.close(1000); }
  }
  Object.defineProperty(window, 'WebTransport', { value: WebTransport, writable: true, configurable: true });
  Object.defineProperty(window, 'WebTransportBidirectionalStream', { value: WebTransportBidirectionalStream, writable: true, configurable: true });
}`;

/** The server's end: hands Engine.IO a session over this WebSocket. */
export function serveWebTransport(socket: WebSocket, engine: Engine): void {
  const closed = new Promise<void>((done) => {
    socket.on('close', () => done());
  });
  let cancelled = false;
  const readable = new ReadableStream<Uint8Array>({
    cancel() {
      cancelled = true;
    },
    start(controller) {
      socket.on('message', (data: Buffer) => controller.enqueue(new Uint8Array(data)));
      socket.on('close', () => {
        // Engine.IO may have cancelled it.
        if (!cancelled) controller.close();
      });
    },
  });
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) => new Promise<void>((done) => socket.send(chunk, () => done())),
  });
  const session = {
    ready: Promise.resolve(),
    closed,
    close: () => socket.close(1000),
    incomingBidirectionalStreams: new ReadableStream({
      start: (controller) => controller.enqueue({ readable, writable }),
    }),
  };
  void engine.onWebTransportSession(session);
}
