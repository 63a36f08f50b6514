import { type MainSocket, onClick, say } from './dom.ts';

export function showRequests(socket: MainSocket): void {
  let orders = 0;
  const since = (begin: number): string => `${Math.round(performance.now() - begin)} ms`;
  onClick('sum', () => {
    const [a, b] = [2 + Math.floor(Math.random() * 40), 2 + Math.floor(Math.random() * 40)];
    const begin = performance.now();
    socket.emit('sum:add', a, b, (sum) => say('requests-out', `${a} + ${b} = ${sum}, after ${since(begin)}`));
  });
  onClick('report', () => {
    const begin = performance.now();
    say('requests-out', 'The report is being made…');
    socket.emit('report:make', 'Weather', ({ pages }) => {
      say('requests-out', `A report of ${pages} pages, after ${since(begin)}`);
    });
  });
  onClick('order', () => {
    orders++;
    say('requests-out', `${orders === 1 ? 'One order' : `${orders} orders`} placed; no answer, and none will come.`);
    socket.emit('order:place', 'tea', () => say('requests-out', 'The order was confirmed after all.'));
  });
}
