/**
 * What a timeline row is.
 * - `event`, `ack`: what the application meant
 * - `connect` (CONNECT out), `connected` (CONNECT in), `refused` (CONNECT_ERROR), `disconnect` (DISCONNECT either way)
 * - `open` (Engine.IO handshake), `upgrade` (probe, 3probe, upgrade), `heartbeat` (ping, pong), `engine` (noop, close)
 * - `transport` (a transport began), `closed` (a transport ended), `http-error`
 * - `raw`: a frame of a WebSocket that is not Socket.IO; `binary`: an attachment with no header; `broken`: could not be decoded
 * - `room`: a socket of the page came into a room or left it, as the server told · `companion`: whatever else crossed its namespace
 * - `page`, `lost`, `action`, `note`: entries of that kind
 */
export type RowKind =
  | 'event'
  | 'ack'
  | 'connect'
  | 'connected'
  | 'refused'
  | 'disconnect'
  | 'open'
  | 'upgrade'
  | 'heartbeat'
  | 'engine'
  | 'transport'
  | 'closed'
  | 'http-error'
  | 'raw'
  | 'binary'
  | 'broken'
  | 'room'
  | 'companion'
  | 'page'
  | 'lost'
  | 'action'
  | 'note';
