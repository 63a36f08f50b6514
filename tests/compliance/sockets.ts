/** How WebSockets and their messages behave. */
import type { CaseFrame, Cases } from './frame.ts';

declare const engineUrl: string;
declare const rawUrl: string;
declare const thrown: CaseFrame['thrown'];
declare const after: CaseFrame['after'];
declare const next: CaseFrame['next'];
declare const opened: CaseFrame['opened'];

export const sockets: Cases = {
  'exceptions have their types, messages and moment': async () => {
    const early = new WebSocket(engineUrl);
    const found = [
      thrown(() => early.send('too early')),
      thrown(() => (WebSocket as unknown as (url: string) => void)(engineUrl)),
      thrown(() => Reflect.construct(WebSocket, [])),
      thrown(() => new WebSocket('http://[bad')),
      thrown(() => new WebSocket(`${engineUrl}#fragment`)),
      thrown(() => new WebSocket(engineUrl, ['a', 'a'])),
      thrown(() => new WebSocket(engineUrl, 'a b')),
      thrown(() => new WebSocket(Symbol('url') as unknown as string)),
      thrown(
        () =>
          new WebSocket({
            toString() {
              throw new RangeError('mine');
            },
          } as unknown as string),
      ),
      thrown(() => Reflect.apply(WebSocket.prototype.send, {}, [''])),
      thrown(() => Reflect.apply(WebSocket.prototype.send, early, [])),
      thrown(() => Reflect.apply(WebSocket.prototype.send, undefined, [''])),
    ];
    await next(early, 'open');
    found.push(
      thrown(() => early.send(Symbol('s') as unknown as string)),
      thrown(() => early.close(1)),
      thrown(() => early.close(3000, 'x'.repeat(124))),
      thrown(() => early.send(undefined as unknown as string)),
    );
    early.close();
    found.push(thrown(() => early.send('closing')));
    await next(early, 'close');
    found.push(
      thrown(() => early.send('closed')),
      thrown(() => early.close()),
    );
    return found;
  },
  'arguments are turned into values once, in order': async () => {
    const told: string[] = [];
    const url = { toString: () => after(told.push('url'), engineUrl) };
    const protocols = {
      *[Symbol.iterator]() {
        told.push('protocols');
        yield 'one';
      },
    };
    const socket = new WebSocket(url as unknown as string, protocols as unknown as string[]);
    await next(socket, 'open');
    socket.send({ toString: () => after(told.push('data'), 'sent') } as unknown as string);
    const { data } = await next<MessageEvent>(socket, 'message');
    socket.close({ valueOf: () => after(told.push('code'), 3001) } as unknown as number, 'why');
    return [told, data, socket.protocol];
  },
  'listeners are called in their order': async () => {
    const socket = await opened(engineUrl);
    const told: unknown[] = [];
    const remove = () => told.push('removed');
    const controller = new AbortController();
    const object = {
      handleEvent(this: unknown, event: Event) {
        told.push(['object', this === object, event.currentTarget === socket, window.event === event]);
      },
    };
    socket.addEventListener('message', () => told.push('first'));
    socket.onmessage = function (event) {
      told.push(['handler', this === socket, event.eventPhase, event.target === socket, event.composedPath().length]);
    };
    socket.addEventListener('message', object);
    socket.addEventListener('message', () => told.push('capture'), true);
    socket.addEventListener('message', () => told.push('once'), { once: true });
    socket.addEventListener('message', () => told.push('signal'), { signal: controller.signal });
    socket.addEventListener('message', remove);
    socket.addEventListener('message', remove);
    socket.removeEventListener('message', remove);
    for (let i = 0; i < 12; i++) {
      if (i === 2) controller.abort();
      if (i === 10) socket.addEventListener('message', (event) => event.stopImmediatePropagation(), true);
      socket.send(`${i}`);
      const answer = next(socket, 'message');
      if (i < 10) told.push(((await answer) as MessageEvent).data);
      else await new Promise((done) => setTimeout(done, 50));
    }
    socket.close();
    return told;
  },
  'handlers can be set, read and taken away': async () => {
    const socket = await opened(engineUrl);
    const told: unknown[] = [];
    const handler = () => told.push('handler');
    told.push(
      socket.onmessage,
      thrown(() => Reflect.set(socket, 'onmessage', 5)),
      socket.onmessage,
    );
    socket.onmessage = handler;
    told.push(socket.onmessage === handler);
    const object = { handleEvent: () => told.push('never') };
    (socket as { onmessage: unknown }).onmessage = object;
    told.push((socket.onmessage as unknown) === object);
    socket.onmessage = null;
    socket.onmessage = handler;
    socket.send('a');
    await next(socket, 'message');
    socket.onmessage = null;
    socket.send('b');
    await next(socket, 'message');
    socket.close();
    return told;
  },
  'messages are events like any': async () => {
    const socket = await opened(engineUrl);
    socket.send('text');
    const event = await next<MessageEvent>(socket, 'message');
    const forged = new MessageEvent('message', { data: { forged: true } });
    const heard = next<MessageEvent>(socket, 'message');
    socket.dispatchEvent(forged);
    const again = await heard;
    await new Promise((done) => setTimeout(done));
    const oncemore = next<MessageEvent>(socket, 'message');
    socket.dispatchEvent(event);
    const { isTrusted, data } = await oncemore;
    socket.close();
    return [
      [isTrusted, data],
      [
        event.data,
        event.data,
        event.origin === new URL(engineUrl).origin,
        event.lastEventId,
        event.source,
        event.ports.length,
      ],
      [
        event.isTrusted,
        event.type,
        event.bubbles,
        event.cancelable,
        Object.getPrototypeOf(event) === MessageEvent.prototype,
      ],
      [again === forged, again.data === forged.data, again.isTrusted],
      Reflect.ownKeys(event).map(String),
    ];
  },
  'bytes and Blobs come as asked for, and are the same at each look': async () => {
    const socket = await opened(engineUrl);
    const found: unknown[] = [socket.binaryType];
    for (const type of ['blob', 'arraybuffer', 'nonsense'] as const) {
      (socket as { binaryType: string }).binaryType = type;
      socket.send(new Uint8Array([1, 2, 3]));
      const event = await next<MessageEvent>(socket, 'message');
      const { data } = event;
      found.push([
        socket.binaryType,
        Object.prototype.toString.call(data),
        data === event.data,
        data instanceof Blob ? [...new Uint8Array(await data.arrayBuffer())] : [...new Uint8Array(data)],
      ]);
    }
    socket.close();
    return found;
  },
  'buffers can be transferred, changed and detached after they were sent or read': async () => {
    const socket = await opened(engineUrl);
    socket.binaryType = 'arraybuffer';
    const sent = new Uint8Array([5, 6, 7]);
    socket.send(sent);
    const gone = structuredClone(sent.buffer, { transfer: [sent.buffer] });
    const { data } = await next<MessageEvent>(socket, 'message');
    const moved = structuredClone(data, { transfer: [data] });
    socket.send(data);
    const empty = await next<MessageEvent>(socket, 'message');
    const shared = new DataView(new ArrayBuffer(8), 2, 3);
    socket.send(shared);
    const view = await next<MessageEvent>(socket, 'message');
    socket.close();
    return [
      sent.byteLength,
      gone.byteLength,
      moved.byteLength,
      data.byteLength,
      empty.data.byteLength,
      view.data.byteLength,
    ];
  },
  'what waits to be sent is counted': async () => {
    const socket = await opened(engineUrl);
    const found = [socket.bufferedAmount];
    socket.send('12345');
    found.push(socket.bufferedAmount);
    socket.send(new Uint8Array(3));
    socket.send('é');
    found.push(socket.bufferedAmount);
    socket.close();
    socket.send('never');
    found.push(socket.bufferedAmount);
    return found;
  },
  'the order of tasks and microtasks stays': async () => {
    const socket = await opened(engineUrl);
    const told: string[] = [];
    const done = new Promise<void>((resolve) => {
      socket.addEventListener('message', () => {
        told.push('first');
        queueMicrotask(() => told.push('microtask of the first'));
        void Promise.resolve().then(() => told.push('promise of the first'));
      });
      socket.addEventListener('message', () => {
        told.push('second');
        setTimeout(resolve, 20);
      });
    });
    socket.send('a');
    await done;
    socket.close();
    return told;
  },
  'closing tells the same': async () => {
    const found: unknown[] = [];
    for (const [code, reason] of [
      [undefined, undefined],
      [3001, 'why'],
      [1000, ''],
    ] as const) {
      const socket = await opened(engineUrl);
      const order: string[] = [];
      socket.onerror = () => order.push('error');
      socket.onclose = () => order.push('handler');
      if (code === undefined) socket.close();
      else socket.close(code, reason);
      order.push(`state ${socket.readyState}`);
      const event = await next<CloseEvent>(socket, 'close');
      found.push([order, socket.readyState, event.code, event.reason, event.wasClean]);
    }
    const refused = new WebSocket('ws://127.0.0.1:9/?EIO=4');
    const order: string[] = [];
    refused.onerror = () => order.push('error');
    refused.onclose = () => order.push('close');
    const event = await next<CloseEvent>(refused, 'close');
    return [...found, order, event.code, event.wasClean, refused.url];
  },
  'errors of handlers reach the page as they are': async () => {
    const socket = await opened(engineUrl);
    const told: string[] = [];
    window.onerror = (message) => {
      told.push(String(message));
      return true;
    };
    socket.onmessage = () => {
      throw new RangeError('of the page');
    };
    socket.send('a');
    await next(socket, 'message');
    await new Promise((done) => setTimeout(done, 20));
    socket.close();
    return told;
  },
  'a socket that is not Engine.IO’s works the same': async () => {
    const socket = await opened(rawUrl);
    socket.send('raw');
    const { data } = await next<MessageEvent>(socket, 'message');
    socket.close(3000);
    const { code } = await next<CloseEvent>(socket, 'close');
    return [data, code];
  },
  'messages of windows, ports, workers and channels are read as ever': async () => {
    const found: unknown[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.postMessage({ a: 1 }, []);
    port2.start();
    found.push((await next<MessageEvent>(port2, 'message')).data);
    postMessage('to myself', '*');
    found.push((await next<MessageEvent>(window, 'message')).data);
    const worker = new Worker(URL.createObjectURL(new Blob(['postMessage([self.name, typeof WebSocket])'])), {
      name: 'w',
    });
    found.push((await next<MessageEvent>(worker, 'message')).data, worker.constructor === Worker);
    worker.terminate();
    return found;
  },
  'closed sockets are collected': async () => {
    const { gc } = window as unknown as { gc?: () => void };
    if (!gc) return 'no way to ask for it here';
    const refs: WeakRef<WebSocket>[] = [];
    for (let i = 0; i < 10; i++) {
      await (async () => {
        const socket = await opened(i % 2 ? engineUrl : rawUrl);
        for (let n = 0; n < 20; n++) socket.send(`${n}`);
        await new Promise<void>((done) => {
          let heard = 0;
          socket.onmessage = (event) => {
            if (event.data !== '' && ++heard === 20) done();
          };
        });
        socket.close();
        await next(socket, 'close');
        refs.push(new WeakRef(socket));
      })();
    }
    // Ours are asked again after half a second.
    for (let i = 0; i < 40 && refs.some((ref) => ref.deref()); i++) {
      await new Promise((done) => setTimeout(done, 50));
      gc();
    }
    // The last one can be held by the stack.
    return refs.filter((ref) => ref.deref()).length <= 1;
  },
};
