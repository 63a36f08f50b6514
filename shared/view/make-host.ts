/** What the hosts of panel, overlay and viewer have in common: the model, its revision, files. */
import { type Signal, signal } from '@preact/signals';
import { readLog, writeLog } from '../log/file.ts';
import { type Decoder, Model } from '../model/model.ts';
import type { Connection, Host } from './host.ts';

/** What differs: the world around the view. */
export type HostWorld = Pick<
  Host,
  'kind' | 'theme' | 'saveFile' | 'copyText' | 'reloadPage' | 'networkLog' | 'opens' | 'settings' | 'overlay'
> & {
  /** Written into saved logs: name and version. */
  readonly generator: string;
  /** Whether raw WebSockets are recorded as long as the person has not chosen. Default: no. */
  readonly rawWebSockets?: boolean | undefined;
  /** The log was emptied after a file was shown: begin with the page again. */
  readonly backToPage: () => void;
  /** What reads the messages of parsers of the application's own. */
  readonly decoders?: readonly Decoder[];
};

export interface HostParts {
  readonly host: Host;
  readonly model: Model;
  /** Call after the model took something in. */
  readonly changed: () => void;
  /** How the viewer stands to the page; hidden while a file is shown. */
  readonly setConnection: (connection: Connection) => void;
}

/** A switch that is remembered once a person turns it; until then it is as the host has it. */
const stored = (world: HostWorld, key: string, usual = false): Signal<boolean> => {
  const before = world.settings.get(key);
  const initial = before === undefined ? usual : before === 'on';
  const value = signal(initial);
  let known = initial;
  value.subscribe((on) => {
    if (on !== known) world.settings.set(key, on ? 'on' : 'off');
    known = on;
  });
  return value;
};

export function makeHost(world: HostWorld, initial: Connection): HostParts {
  const model = new Model(undefined, world.decoders);
  const revision = signal(model.revision);
  const connection = signal<Connection>(initial);
  const recording = signal(true);
  let pageConnection = initial;
  let scheduled = false;
  const changed = () => {
    if (scheduled) return;
    scheduled = true;
    const show = () => {
      scheduled = false;
      revision.value = model.revision;
    };
    // A hidden panel draws no frames; its counts are to be right when it is shown.
    if (document.visibilityState === 'hidden') setTimeout(show, 100);
    else requestAnimationFrame(show);
  };
  const { backToPage, generator, rawWebSockets, decoders: _, ...handed } = world;
  const host: Host = {
    ...handed,
    model,
    revision,
    connection,
    recording,
    keepLog: stored(world, 'keepLog'),
    rawSockets: stored(world, 'rawSockets', rawWebSockets),
    clear() {
      if (connection.value === 'file' && world.kind !== 'viewer') {
        model.reset();
        connection.value = pageConnection;
        recording.value = true;
        backToPage();
      } else if (connection.value === 'file') {
        model.reset();
      } else {
        model.clear();
      }
      changed();
    },
    setParser(session, name) {
      model.setParser(session, name);
      changed();
    },
    importLog(name, text) {
      const { header, entries, problems } = readLog(text);
      const words = problems.map((problem) => `${name}: ${problem.message}`);
      if (!header && entries.length === 0) return words;
      recording.value = false;
      model.reset();
      model.replay(header?.recorders ?? [], entries);
      connection.value = 'file';
      changed();
      return words;
    },
    exportLog: () => [...writeLog(model.log.entries(), { recorders: model.log.recorders, generator })].join(''),
  };
  return {
    host,
    model,
    changed,
    setConnection(next) {
      pageConnection = next;
      if (connection.value !== 'file') connection.value = next;
    },
  };
}
