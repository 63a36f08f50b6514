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
  const enter = (with_: string): void => {
    token = with_;
    admin.disconnect().connect();
  };
  const told = (error: Error): string => {
    const { code, hint } = (error as Error & { data?: Refusal }).data ?? {};
    return code ? `${error.message} (${code}): ${hint}` : error.message;
  };

  onClick('admin-right', () => enter(ADMIN_TOKEN));
  onClick('admin-wrong', () => enter('guess'));
  onClick('forbidden', () => forbidden.disconnect().connect());
  const stats = onClick('stats', () => {
    admin.emit('stats:get', ({ connections, uptimeS }) => {
      say('namespaces-out', `${connections} connected, up for ${uptimeS} s`);
    });
  });
  const leave = onClick('admin-leave', () => admin.disconnect());
  const show = (): void => {
    stats.disabled = leave.disabled = !admin.connected;
  };

  admin.on('connect', () => {
    show();
    say('namespaces-out', '/admin let us in.');
  });
  admin.on('audit', (line) => say('namespaces-out', `Audit: ${line}`));
  admin.on('disconnect', (reason) => {
    show();
    say('namespaces-out', `/admin ended: ${reason}`);
  });
  admin.on('connect_error', (error) => {
    show();
    say('namespaces-out', `/admin refused: ${told(error)}`);
  });
  forbidden.on('connect_error', (error) => say('namespaces-out', `/forbidden refused: ${told(error)}`));
}
