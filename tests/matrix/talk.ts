/**
 * The same short talk for every cell: connect, events and acks both ways, binary both ways, a refused namespace, disconnect.
 * Both ends write down what they said and heard, in one form: `out event say ["a",1]` as the client sees it.
 */

/** Bytes and what else JSON has not, in a form that both ends and the log can be compared in. */
export const PLAIN = `(value) => {
  const plain = (v) => {
    if (v instanceof ArrayBuffer) v = new Uint8Array(v);
    if (ArrayBuffer.isView(v)) return { bytes: [...new Uint8Array(v.buffer, v.byteOffset, v.byteLength)] };
    if (v && v.type === 'Buffer' && Array.isArray(v.data)) return { bytes: v.data };
    if (Array.isArray(v)) return v.map(plain);
    if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)]));
    return v === undefined ? null : v;
  };
  return JSON.stringify(plain(value));
}`;

export const plain = new Function(`return ${PLAIN}`)() as (value: unknown) => string;

/** What both talk about: text that UTF-8 and UTF-16 count differently, line breaks that JSONP has to escape. */
export const WORDS = ['é 👍 \u2028', 'line\nbreak and \\n', { n: 1.5, deep: [null, true, ''] }] as const;

/** The client's part; \`io\` and \`options\` are there. Sets \`said\` and, at the end, \`over\`. */
export const CLIENT = `
  const plain = ${PLAIN};
  const WORDS = ${JSON.stringify(WORDS)};
  window.said = [];
  window.over = false;
  const note = (dir, what, value) => said.push(dir + ' ' + what + ' ' + plain(value));
  const fail = (why) => said.push('failed: ' + (why && why.message || why));
  addEventListener('error', (event) => fail(event.message));
  // A parser for JSON alone gets what Node makes of a Buffer there.
  const bytes = (data) => (window.binary ? new Uint8Array(data).buffer : { type: 'Buffer', data });
  const talk = (io, options) => addEventListener('load', () => setTimeout(() => begin(io, options)));
  const begin = (io, options) => {
    const socket = io('/', options);
    const emit = (name, ...args) => {
      note('out', 'event ' + name, args);
      socket.emit(name, ...args);
    };
    const ask = (name, args, answered) => {
      note('out', 'event ' + name, args);
      socket.emit(name, ...args, (...answer) => {
        note('in', 'ack', answer);
        answered();
      });
    };
    socket.on('connect', () => {
      ask('sum', [1, 2], () => {
        emit('say', ...WORDS);
        emit('bytes', bytes([0, 1, 255, 30]), { within: bytes([4, 0x7f]), after: 'text' });
      });
    });
    socket.on('connect_error', fail);
    socket.on('bytes-back', (...args) => {
      note('in', 'event bytes-back', args);
      emit('ask-me');
    });
    socket.on('question', (text, answer) => {
      note('in', 'event question', [text]);
      note('out', 'ack', ['answer', text]);
      answer('answer', text);
    });
    socket.on('thanks', (...args) => {
      note('in', 'event thanks', args);
      const refused = socket.io.socket('/refused');
      const end = (error) => {
        note('in', 'refused', error && error.message || error);
        refused.close();
        socket.disconnect();
        window.over = true;
      };
      refused.on('connect_error', end);
      refused.on('error', end);
    });
  };`;

interface Socket {
  on(name: string, heard: (...args: never[]) => void): void;
  emit(name: string, ...args: unknown[]): void;
}
export interface AnyServer {
  on(name: 'connection', heard: (socket: Socket) => void): void;
  of(nsp: string): { use(middleware: (socket: unknown, next: (error?: Error) => void) => void): void };
}

/** The server's part; what it hears and says goes into `said`, seen from the client. */
export function serveTalk(io: AnyServer, said: string[]): void {
  const note = (dir: 'in' | 'out', what: string, value: unknown) => said.push(`${dir} ${what} ${plain(value)}`);
  io.of('/refused').use((_socket, next) => next(new Error('no entry')));
  io.on('connection', (socket) => {
    const emit = (name: string, ...args: unknown[]) => {
      note('in', `event ${name}`, args);
      socket.emit(name, ...args);
    };
    socket.on('sum', (a: number, b: number, answer: (sum: number) => void) => {
      note('out', 'event sum', [a, b]);
      note('in', 'ack', [a + b]);
      answer(a + b);
    });
    socket.on('say', (...args) => {
      note('out', 'event say', args);
    });
    socket.on('bytes', (...args) => {
      note('out', 'event bytes', args);
      emit('bytes-back', Buffer.from([9, 8, 7]), 'and text');
    });
    socket.on('ask-me', () => {
      note('out', 'event ask-me', []);
      note('in', 'event question', ['why? é']);
      socket.emit('question', 'why? é', (...answer: unknown[]) => {
        note('out', 'ack', answer);
        emit('thanks', { for: answer[0] });
      });
    });
  });
}
