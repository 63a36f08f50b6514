import type { Socket } from 'socket.io-client';
import { ADMIN_TOKEN, type AdminToServer, type Refusal, type ServerToAdmin } from '../events.ts';
import { type MainSocket, onClick, say } from './dom.ts';

/** More namespaces over the same connection. */
export function showNamespaces(main: MainSocket): void {
  let token = '';
  const { io: manager } = main;
  const admin: Socket<ServerToAdmin, AdminToServer> = manager.socket('/admin', {
    auth: (send: (auth: object) => void) => send({ token }),
  });
  const forbidden: Socket = manager.socket('/forbidden');
  let enterAgain = false;
  // The server closes the whole connection at a CONNECT to a namespace that it has not left yet ("invalid state" in socket.io's
  // client.js), so `disconnect().connect()` would cut the main namespace too: the server ends the session first.
  const enter = (with_: string): void => {
    token = with_;
    enterAgain = admin.connected;
    if (enterAgain) admin.emit('session:end');
    else admin.connect();
    show();
  };
  const told = (error: Error): string => {
    const { code, hint } = (error as Error & { data?: Refusal }).data ?? {};
    return code ? `${error.message} (${code}): ${hint}` : error.message;
  };

  const enterButtons = [onClick('admin-right', () => enter(ADMIN_TOKEN)), onClick('admin-wrong', () => enter('guess'))];
  const tryForbidden = onClick('forbidden', () => {
    forbidden.connect();
    show();
  });
  const stats = onClick('stats', () => {
    admin.emit('stats:get', ({ connections, uptimeS }) => {
      say('namespaces-out', `${connections} connected, up for ${uptimeS} s`);
    });
  });
  const leave = onClick('admin-leave', () => admin.disconnect());
  const show = (): void => {
    stats.disabled = leave.disabled = !admin.connected;
    // No second CONNECT before the first is answered.
    const waiting = enterAgain || (admin.active && !admin.connected);
    for (const button of enterButtons) button.disabled = waiting;
    tryForbidden.disabled = forbidden.active;
  };

  admin.on('connect', () => {
    show();
    say('namespaces-out', '/admin let us in.');
  });
  admin.on('audit', (line) => say('namespaces-out', `Audit: ${line}`));
  admin.on('disconnect', (reason) => {
    if (enterAgain && reason === 'io server disconnect') admin.connect();
    enterAgain = false;
    show();
    say('namespaces-out', `/admin ended: ${reason}`);
  });
  admin.on('connect_error', (error) => {
    show();
    say('namespaces-out', `/admin refused: ${told(error)}`);
  });
  forbidden.on('connect_error', (error) => {
    show();
    say('namespaces-out', `/forbidden refused: ${told(error)}`);
  });
}
