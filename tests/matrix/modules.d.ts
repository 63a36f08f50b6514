declare module 'socket.io-json-parser';
declare module 'socket.io-msgpack-parser-v2';
