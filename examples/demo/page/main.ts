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
mountInspector({ open: true });

// The client's defaults: long-polling first, then the upgrade to WebSocket.
const socket: MainSocket = io();
showConnection(socket);
showChat(socket);
showTicker(socket);
showRequests(socket);
showFiles(socket);
showNamespaces(socket);
showCursor(socket);
