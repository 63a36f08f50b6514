/** Members of the companion's benchmarks: connections that count what comes and do nothing with it. */
import { WebSocket } from 'ws';

/** The event that the benchmarks broadcast. */
export const NEWS = 'news';
export const newsOf = (index: number): object => ({ index, text: 'what everybody has to know' });

/** Opens a connection, and on it the namespace of who watches, if there is one. Resolves when the server has answered. */
export async function openMember(
  url: string,
  watched: string | undefined,
  onMessage: (text: string) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`);
  await new Promise<void>((opened, failed) => {
    socket.once('error', failed);
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('0')) socket.send('40');
      else if (text === '2') socket.send('3');
      else if (text.startsWith('40{')) watched ? socket.send(`40${watched},`) : opened();
      else if (watched && text.startsWith(`40${watched},`)) opened();
      else onMessage(text);
    });
  });
  return socket;
}

/** What came at the members of one server, since they were opened. */
export interface Arrived {
  readonly news: number;
  readonly newsChars: number;
  /** In the namespace of who watches. */
  readonly told: number;
  readonly toldChars: number;
}

export interface Members {
  readonly arrived: Arrived;
  /** Resolves when so many copies of the event have come, counted from the start. */
  reach(news: number): Promise<void>;
  close(): void;
}

/** Opens members of a server; the last one is who watches, on its own connection. */
export async function openMembers(url: string, count: number, watched: string | undefined): Promise<Members> {
  const arrived = { news: 0, newsChars: 0, told: 0, toldChars: 0 };
  let goal = Number.POSITIVE_INFINITY;
  let reached: () => void = () => undefined;
  const onMessage = (text: string): void => {
    if (text.startsWith(`42["${NEWS}"`)) {
      arrived.newsChars += text.length;
      if (++arrived.news === goal) reached();
    } else if (watched && text.startsWith(`42${watched},`)) {
      arrived.told++;
      arrived.toldChars += text.length;
    }
  };
  const sockets: WebSocket[] = [];
  while (sockets.length < count)
    sockets.push(await openMember(url, sockets.length === count - 1 ? watched : undefined, onMessage));
  return {
    arrived,
    reach: (news) =>
      new Promise((done) => {
        goal = news;
        reached = done;
        if (arrived.news >= news) done();
      }),
    close() {
      for (const socket of sockets) socket.terminate();
    },
  };
}
