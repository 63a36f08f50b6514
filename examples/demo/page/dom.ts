import type { Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '../events.ts';

export type MainSocket = Socket<ServerToClient, ClientToServer>;

/** The element with this id, which `index.html` has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element as T;
}

export function onClick(id: string, act: () => void): HTMLButtonElement {
  const button = byId<HTMLButtonElement>(id);
  button.addEventListener('click', act);
  return button;
}

/** Writes one line of text into an element. */
export function say(id: string, text: string): void {
  byId(id).textContent = text;
}
