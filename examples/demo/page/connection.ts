import { byId, type MainSocket, onClick, say } from './dom.ts';

/** The state in the header, and the ways to lose the connection. */
export function showConnection(socket: MainSocket): void {
  const { io: manager } = socket;
  const reconnect = onClick('reconnect', () => socket.connect());
  const needConnection = [
    onClick('cut', () => manager.engine.close()),
    onClick('drop', () => socket.emit('connection:drop')),
    onClick('end', () => socket.emit('connection:end')),
  ];
  const show = (state: 'connected' | 'connecting' | 'disconnected'): void => {
    byId('state').dataset.state = state;
    say('state', state);
    for (const button of needConnection) button.disabled = state !== 'connected';
    // After the server's word the client stays away until it is told.
    reconnect.disabled = state !== 'disconnected' || socket.active;
    if (state !== 'connected') say('transport', 'none');
  };
  show('connecting');

  socket.on('connect', () => {
    show('connected');
    say('recovered', socket.recovered ? 'yes' : 'no');
    const { engine } = manager;
    say('transport', engine.transport.name);
    engine.once('upgrade', (transport) => say('transport', transport.name));
  });
  socket.on('welcome', ({ name }) => say('name', name));
  socket.on('disconnect', (reason) => {
    show(socket.active ? 'connecting' : 'disconnected');
    say('connection-out', `Lost: ${reason}. ${socket.active ? 'Coming back…' : 'Stays away until asked.'}`);
  });
  socket.on('connect_error', (error) => {
    show(socket.active ? 'connecting' : 'disconnected');
    say('connection-out', `Could not connect: ${error.message}`);
  });
  manager.on('reconnect', (attempts) => {
    say('connection-out', `Back after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}.`);
  });
}
