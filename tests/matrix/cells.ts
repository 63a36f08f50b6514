/** What the live matrix runs: which client speaks to which server, over what, in which encoding. */

export type Major = 1 | 2 | 3 | 4;
export type Way = 'websocket' | 'polling' | 'upgrade' | 'fetch' | 'jsonp';
export type Parser = 'default' | 'msgpack' | 'json';

export interface Cell {
  readonly client: Major;
  readonly server: Major;
  readonly way: Way;
  readonly parser: Parser;
  /** Engine.IO protocol that the client speaks. */
  readonly eio: 3 | 4;
}

/**
 * Clients of 1.x and 2.x speak Engine.IO 3, which servers of 3.x and 4.x take with `allowEIO3`. 1.x with any other stops at its
 * first text that is not ASCII: it encodes polling bodies as UTF-8 twice.
 */
const PAIRS: readonly (readonly [client: Major, server: Major])[] = [
  [1, 1],
  [2, 2],
  [2, 3],
  [2, 4],
  [3, 3],
  [3, 4],
  [4, 3],
  [4, 4],
];

/** JSONP went with client 4.3; fetch came with 4.8. */
const waysOf = (client: Major): readonly Way[] =>
  client === 4 ? ['websocket', 'polling', 'upgrade', 'fetch'] : ['websocket', 'polling', 'upgrade', 'jsonp'];

const parsersOf = (client: Major, server: Major): readonly Parser[] => {
  if (client !== server || client === 1) return ['default'];
  return client === 2 ? ['default', 'msgpack'] : ['default', 'msgpack', 'json'];
};

export const cells: readonly Cell[] = PAIRS.flatMap(([client, server]) =>
  parsersOf(client, server).flatMap((parser) =>
    waysOf(client).map((way): Cell => ({ client, server, way, parser, eio: client < 3 ? 3 : 4 })),
  ),
);

export const nameOf = ({ client, server, way, parser }: Cell): string =>
  `client ${client} to server ${server}, ${way}, ${parser} parser`;
