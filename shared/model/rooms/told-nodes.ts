/** The server nodes of one source, as they tell their sockets and rooms; what they hold is bounded together. */
import { MAX_NAMES, NameBudget, NodeRooms } from './node-rooms.ts';
import type { LeftOut } from './types.ts';

export class ToldNodes {
  readonly byName = new Map<string, NodeRooms>();
  readonly #budget: NameBudget;
  /** Nodes that the bound had no room for. */
  #omitted = 0;

  constructor(maxNames = MAX_NAMES) {
    this.#budget = new NameBudget(maxNames);
  }

  /** A node is told from its beginning: what was known of it is void. */
  begin(name: string, omittedByServer: NodeRooms['omittedByServer']): void {
    this.delete(name);
    this.#add(name, omittedByServer);
  }

  /** A node, made where it is not known; `undefined` where the bound allows no more. */
  node(name: string): NodeRooms | undefined {
    return this.byName.get(name) ?? this.#add(name, undefined);
  }

  #add(name: string, omittedByServer: NodeRooms['omittedByServer'] | undefined): NodeRooms | undefined {
    if (!this.#budget.take()) {
      this.#omitted += 1;
      return undefined;
    }
    const node = new NodeRooms(name, this.#budget, omittedByServer);
    this.byName.set(name, node);
    return node;
  }

  delete(name: string): void {
    const node = this.byName.get(name);
    if (!node) return;
    node.release();
    this.#budget.giveBack(1);
    this.byName.delete(name);
  }

  clear(): void {
    for (const name of [...this.byName.keys()]) this.delete(name);
    this.#omitted = 0;
  }

  get leftOut(): LeftOut {
    let [names, sockets, rooms] = [this.#omitted, 0, 0];
    for (const { omitted, omittedByServer } of this.byName.values()) {
      names += omitted;
      sockets += omittedByServer.sockets;
      rooms += omittedByServer.rooms;
    }
    return { names, sockets, rooms };
  }
}
