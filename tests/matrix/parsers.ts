/** The parsers that clients are handed, by package, as one classic script. */
import json from 'socket.io-json-parser';
import msgpack from 'socket.io-msgpack-parser';
import msgpack2 from 'socket.io-msgpack-parser-v2';

Object.defineProperty(globalThis, 'parsers', {
  value: {
    'socket.io-json-parser': json,
    'socket.io-msgpack-parser': msgpack,
    'socket.io-msgpack-parser-v2': msgpack2,
  },
});
