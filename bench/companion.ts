/**
 * What watching costs a server: broadcasts to 1,000 members, delivered to real connections, without and with a companion. Servers are
 * in processes of their own and all members in another one, so that what is measured is the server's share alone.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { type Arrived, type Members, openMembers } from './companion-members.ts';
import { BASE, BROADCASTS, MODES, type Mode } from './companion-server.ts';
import { BROADCASTS as CLUSTER_BROADCASTS, type Traffic, type WorkersResult } from './companion-workers.ts';
import type { Figure } from './figure.ts';

const MEMBERS = 1_000;
const WARM_UPS = 10;
const TURNS = 90;

/** A quantile of the values: the nearest rank. */
function quantile(values: readonly number[], at: number): number {
  return [...values].sort((a, b) => a - b)[Math.round((values.length - 1) * at)] as number;
}

const start = (program: string, argument: string): ChildProcess =>
  fork(new URL(program, import.meta.url), [argument], { execArgv: ['--import', 'tsx'] });

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((done, failed) => {
    const ended = (code: number | null): void => failed(new Error(`A process of the benchmark ended (${code}).`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      done(message as T);
    });
  });
}

interface Running {
  readonly mode: Mode;
  readonly child: ChildProcess;
  readonly members: Members;
  /** The server's CPU time of each turn. */
  readonly ms: number[];
}

async function startMode(mode: Mode): Promise<Running> {
  const child = start('companion-server.ts', mode.name);
  const url = await answer<string>(child);
  return { mode, child, members: await openMembers(url, MEMBERS, mode.watched), ms: [] };
}

async function turn({ child, members }: Running): Promise<number> {
  const arrived = members.reach(members.arrived.news + BROADCASTS * MEMBERS);
  child.send('broadcast');
  await arrived;
  const spent = answer<number>(child);
  child.send('end');
  return spent;
}

function costOf({ mode, ms }: Running, base: Running): Figure {
  // Against the same turn of the bare server, so that what else the machine does falls on both alike.
  const ratios = ms.map((spent, index) => spent / (base.ms[index] as number));
  return {
    name: `broadcast to ${MEMBERS} members: ${mode.name}`,
    value: quantile(ratios, 0.5),
    unit: 'CPU time of the server, ratio',
    against: BASE.name,
    detail: {
      lowerQuartile: quantile(ratios, 0.25),
      upperQuartile: quantile(ratios, 0.75),
      msPerBroadcast: quantile(ms, 0.5) / BROADCASTS,
      baseMsPerBroadcast: quantile(base.ms, 0.5) / BROADCASTS,
    },
  };
}

function trafficOf(mode: Mode, { news, newsChars, told, toldChars }: Arrived): Figure {
  const broadcasts = news / MEMBERS;
  return {
    name: `what the viewer is told, per broadcast to ${MEMBERS} members: ${mode.name}`,
    value: toldChars / newsChars,
    unit: 'characters, ratio',
    against: 'the broadcast itself, to all its members',
    detail: { packets: told / broadcasts, chars: toldChars / broadcasts, broadcastChars: newsChars / broadcasts },
  };
}

function clusterFigure(name: string, { app, appChars, companion, companionChars, ms }: Traffic): Figure {
  return {
    name: `messages between two nodes, ${name}`,
    value: companion / app,
    unit: 'messages, ratio',
    against: "the application's messages between them",
    detail: {
      messages: companion,
      messagesPerBroadcast: companion / CLUSTER_BROADCASTS,
      charsPerBroadcast: companionChars / CLUSTER_BROADCASTS,
      appMessages: app,
      appCharsPerBroadcast: appChars / CLUSTER_BROADCASTS,
      ms,
    },
  };
}

async function costFigures(): Promise<Figure[]> {
  const running: Running[] = [];
  for (const mode of MODES) running.push(await startMode(mode));
  for (let index = -WARM_UPS; index < TURNS; index++) {
    // Each time another one is first.
    const from = (index + WARM_UPS) % running.length;
    for (const each of [...running.slice(from), ...running.slice(0, from)]) {
      const spent = await turn(each);
      if (index >= 0) each.ms.push(spent);
    }
  }
  for (const { child, members } of running) {
    members.close();
    child.disconnect();
  }
  const base = running.find(({ mode }) => mode === BASE) as Running;
  const watched = running.filter(({ mode }) => mode.watched);
  return [
    ...running.filter((each) => each !== base).map((each) => costOf(each, base)),
    ...watched.map(({ mode, members }) => trafficOf(mode, members.arrived)),
  ];
}

/** Each server in a process of its own, since hooks on prototypes are seen by every server of a process. */
export async function companionFigures(): Promise<Figure[]> {
  const costs = await costFigures();
  const { unwatched, watched } = await answer<WorkersResult>(start('companion-workers.ts', 'measure'));
  return [...costs, clusterFigure('nobody watches', unwatched), clusterFigure('one viewer', watched)];
}
