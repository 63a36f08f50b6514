/**
 * The private line between the page's world (hook) and the extension's (relay): a detached element that only the two hold.
 * The relay makes it and hands it over once, as `relatedTarget` of a synchronous event at `document_start`, before any script
 * of the page; afterwards neither side answers again. Events on a detached element reach nobody else, and unlike listeners on
 * the document they survive `document.open()`. Strings cross worlds unchanged in both browsers.
 *
 * A message is `<viewer>:<what><text>`: `m` is a message, `c` closes. Viewers are told apart by the relay's numbers.
 */
import { charCode, dispatch, getterOf, indexOf, listen, slice, uncurry, unlisten } from '../base/primordials.ts';
import type { Channel } from './channel.ts';

/** Asked by the hook, answered by the relay's offer; whoever starts first. */
const ASK = 'sioscope:line?';
const OFFER = 'sioscope:line';
/** On the element: taken, to the page's world, and to the extension's. */
const TAKEN = 'taken';
const TO_PAGE = 'page';
const TO_VIEWER = 'viewer';

const CustomEventAtStart = CustomEvent;
const MouseEventAtStart = MouseEvent;
const MapAtStart = Map;
const detailOf = getterOf(CustomEvent.prototype, 'detail') as (event: Event) => unknown;
const relatedOf = getterOf(MouseEvent.prototype, 'relatedTarget') as (event: Event) => EventTarget | null;
const get = uncurry(Map.prototype.get) as (map: Map<string, End>, key: string) => End | undefined;
const set = uncurry(Map.prototype.set) as (map: Map<string, End>, key: string, value: End) => unknown;
const remove = uncurry(Map.prototype.delete) as (map: Map<string, End>, key: string) => boolean;

const MESSAGE = 0x6d;

/** One viewer's channel as this side holds it; a single listener of each sort is all that `serve` and the relay need. */
class End implements Channel {
  readonly #send: (text: string) => void;
  #message: (message: string) => void = () => {};
  #close: () => void = () => {};
  #open = true;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  send(message: string): void {
    if (this.#open) this.#send(`m${message}`);
  }

  onMessage(listener: (message: string) => void): () => void {
    this.#message = listener;
    return () => {
      this.#message = () => {};
    };
  }

  onClose(listener: () => void): () => void {
    if (this.#open) this.#close = listener;
    else listener();
    return () => {
      this.#close = () => {};
    };
  }

  close(): void {
    if (this.#open) this.#send('c');
    this.ended();
  }

  receive(message: string): void {
    this.#message(message);
  }

  ended(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#close();
  }
}

/** Reads one side's events into its ends; `onNew` makes an end for a viewer that is not known yet, or refuses it. */
function receive(
  element: EventTarget,
  type: string,
  ends: Map<string, End>,
  onNew: (viewer: string) => End | undefined,
) {
  listen(element, type, (event) => {
    const detail = detailOf(event);
    if (typeof detail !== 'string') return;
    const colon = indexOf(detail, ':');
    if (colon === -1) return;
    const viewer = slice(detail, 0, colon);
    const known = get(ends, viewer);
    if (charCode(detail, colon + 1) === MESSAGE) (known ?? onNew(viewer))?.receive(slice(detail, colon + 2));
    else if (known) {
      remove(ends, viewer);
      known.ended();
    }
  });
}

const sender =
  (element: EventTarget, type: string, viewer: string) =>
  (text: string): void => {
    // Without a prototype: a getter that the page puts on Object's would be called with the message in its `this`.
    const init = { __proto__: null, detail: `${viewer}:${text}` } as CustomEventInit<string>;
    dispatch(element, new CustomEventAtStart(type, init));
  };

/** The page's end: takes the line that the relay offers, once, and hands out a channel for each viewer. */
export function acceptLine(onViewer: (channel: Channel) => void): void {
  const take = (event: Event): void => {
    const element = relatedOf(event);
    if (!element) return;
    unlisten(document, OFFER, take);
    const ends = new MapAtStart<string, End>();
    receive(element, TO_PAGE, ends, (viewer) => {
      const end = new End(sender(element, TO_VIEWER, viewer));
      set(ends, viewer, end);
      onViewer(end);
      return end;
    });
    dispatch(element, new CustomEventAtStart(TAKEN));
  };
  listen(document, OFFER, take);
  dispatch(document, new CustomEventAtStart(ASK));
}

export interface Line {
  /** A channel for one more viewer. */
  open(): Channel;
}

/** The relay's end: offers the line until the hook took it. */
export function offerLine(): Line {
  const element = document.createElement('i');
  const ends = new MapAtStart<string, End>();
  let taken = false;
  const offer = (): void => {
    if (!taken) dispatch(document, new MouseEventAtStart(OFFER, { relatedTarget: element }));
  };
  listen(
    element,
    TAKEN,
    () => {
      taken = true;
      unlisten(document, ASK, offer);
    },
    { once: true },
  );
  receive(element, TO_VIEWER, ends, () => undefined);
  listen(document, ASK, offer);
  offer();
  let count = 0;
  return {
    open() {
      count += 1;
      const viewer = `${count}`;
      const end = new End(sender(element, TO_PAGE, viewer));
      set(ends, viewer, end);
      return end;
    },
  };
}
