/**
 * The chunks of chosen streams, seen as they pass. The streams stay the platform's own and the page's: what reads and writes
 * them is observed, and a pipe gets a pass-through between its ends. Nothing is patched before the first stream is chosen. Not
 * seen: `tee`, asynchronous iteration, pipes with options (a pass-through would change what those mean).
 */
import { apply, getOwnPropertyDescriptor, getterOf, notes, uncurry } from '../base/primordials.ts';
import { bare, type Patches } from './patch.ts';

const {
  ReadableStream: NativeReadable,
  WritableStream: NativeWritable,
  TransformStream: NativeTransform,
  TransformStreamDefaultController: NativeController,
  ReadableStreamDefaultReader: NativeReader,
  ReadableStreamBYOBReader: NativeByobReader,
  WritableStreamDefaultWriter: NativeWriter,
} = globalThis;
const ProxyAtStart = Proxy;
const isReadLocked = getterOf(NativeReadable.prototype, 'locked');
const isWriteLocked = getterOf(NativeWritable.prototype, 'locked');
const writableOf = getterOf(NativeTransform.prototype, 'writable');
const enqueue = uncurry(NativeController.prototype.enqueue);
const pipeThrough = uncurry(NativeReadable.prototype.pipeThrough) as (
  stream: ReadableStream,
  pair: TransformStream,
) => ReadableStream;

type Told = (chunk: unknown) => void;
type Pipe = (target: object, options?: unknown) => unknown;
type Read = Promise<ReadableStreamReadResult<unknown>>;

/** The end that a pipe leads to: of a pair for `pipeThrough`, itself for `pipeTo`; `undefined` where a look could do harm. */
function destination(target: unknown): unknown {
  try {
    isWriteLocked(target as WritableStream);
    return target;
  } catch {
    // A pair, then.
  }
  try {
    return writableOf(target as TransformStream);
  } catch {
    return typeof target === 'object' && target !== null
      ? getOwnPropertyDescriptor(target, 'writable')?.value
      : undefined;
  }
}

export class StreamWatch {
  readonly #patches: Patches;
  /** Of streams, and of their readers and writers. */
  readonly #told = notes<Told>();
  #patched = false;

  constructor(patches: Patches) {
    this.#patches = patches;
  }

  /** `told` gets every chunk that the page reads from, or writes to, this stream. */
  add(stream: ReadableStream | WritableStream, told: Told): void {
    this.#told.set(stream, told);
    if (this.#patched) return;
    this.#patched = true;
    const patches = this.#patches;
    const told_ = this.#told;
    const follow = (stream: object, _args: unknown, end: object): void => {
      const told = told_.of(stream);
      if (told) told_.set(end, told);
    };
    patches.method<object, unknown[], object>(NativeReadable.prototype, 'getReader', follow);
    patches.method<object, unknown[], object>(NativeWritable.prototype, 'getWriter', follow);
    const read = (reader: object, _args: unknown, promise: Read): Read | undefined => {
      const told = told_.of(reader);
      return told && patches.watch(promise, ({ value }) => value !== undefined && told(value));
    };
    patches.method<object, unknown[], Read>(NativeReader.prototype, 'read', read);
    patches.method<object, unknown[], Read>(NativeByobReader.prototype, 'read', read);
    patches.method<object, unknown[]>(NativeWriter.prototype, 'write', (writer, args) => told_.of(writer)?.(args[0]));
    this.#watchPipe('pipeTo');
    this.#watchPipe('pipeThrough');
  }

  #watchPipe(key: string): void {
    this.#patches.value<Pipe>(NativeReadable.prototype, key, (native) => {
      const handler = bare<ProxyHandler<Pipe>>({
        apply: (target, self, args) =>
          apply(target, this.#patches.run(this.#source, self, args, undefined) ?? self, args),
      });
      return new ProxyAtStart(native, handler);
    });
  }

  /** What to pipe from, in place of `self`; `undefined` leaves it as it is. */
  readonly #source = (self: unknown, args: unknown[]): ReadableStream | undefined => {
    const to = destination(args[0]);
    const told = this.#told.of(self) ?? this.#told.of(to);
    // Whatever would fail is left to fail by itself.
    if (!told || args[1] !== undefined) return undefined;
    if (isReadLocked(self as ReadableStream) || isWriteLocked(to as WritableStream)) return undefined;
    const patches = this.#patches;
    const transformer = bare<Transformer<unknown, unknown>>({
      transform(chunk, controller) {
        patches.run(told, chunk, undefined, undefined);
        enqueue(controller, chunk);
      },
    });
    return pipeThrough(self as ReadableStream, new NativeTransform(transformer));
  };
}
