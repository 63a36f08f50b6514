import { type MainSocket, onClick, say } from './dom.ts';

export function showTicker(socket: MainSocket): void {
  let paused = false;
  const button = onClick('ticker', () => {
    paused = !paused;
    button.textContent = paused ? 'Go on' : 'Pause';
    button.setAttribute('aria-pressed', String(paused));
    socket.emit(paused ? 'ticker:stop' : 'ticker:start');
  });
  socket.on('connect', () => {
    // The server lets a new socket listen.
    if (paused && !socket.recovered) socket.emit('ticker:stop');
  });
  socket.on('tick', ({ count, temperatureC }) => say('tick', `${temperatureC.toFixed(1)} °C · no. ${count}`));
}
