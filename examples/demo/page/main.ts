import { mountInspector } from 'sioscope';
import { io } from 'socket.io-client';
import { showChat } from './chat.ts';
import { showConnection } from './connection.ts';
import { showCursor } from './cursor.ts';
import type { MainSocket } from './dom.ts';
import { showFiles } from './files.ts';
import { showNamespaces } from './namespaces.ts';
import { showRequests } from './requests.ts';
import { showTicker } from './ticker.ts';

// Before the first connection, so that the handshake is in the log as well.
// `?overlay=off` leaves the page to the extension alone.
if (new URLSearchParams(location.search).get('overlay') !== 'off') mountInspector({ open: true });

// The client's default transports: long-polling first, then the upgrade to WebSocket. Connected by hand at the end: with
// `autoConnect` the other namespaces would connect as soon as they are made, too.
const socket: MainSocket = io({ autoConnect: false });
showConnection(socket);
showChat(socket);
showTicker(socket);
showRequests(socket);
showFiles(socket);
showNamespaces(socket);
showCursor(socket);
socket.connect();
