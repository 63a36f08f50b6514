/** The panel's log, exactly: what its export writes, without the trip through the file system. */
import type { Entry, RecorderInfo } from '../../shared/log/entry.ts';
import type { Panel } from '../harness/types.ts';
import { until } from '../harness/until.ts';

export interface PanelLog {
  readonly recorders: readonly RecorderInfo[];
  readonly entries: readonly Entry[];
}

/** Takes the blob that the export would hand to the download. */
const EXPORT = `(async () => {
  const { createObjectURL } = URL;
  const { click } = HTMLAnchorElement.prototype;
  let blob;
  URL.createObjectURL = (value) => { blob = value; return createObjectURL(value); };
  HTMLAnchorElement.prototype.click = () => {};
  document.querySelector('[data-testid=export]').click();
  URL.createObjectURL = createObjectURL;
  HTMLAnchorElement.prototype.click = click;
  return blob.text();
})()`;

export async function panelLog(panel: Panel): Promise<PanelLog> {
  const lines = (await panel.evaluate<string>(EXPORT)).trim().split('\n');
  const [header, ...entries] = lines.map((line) => JSON.parse(line) as unknown);
  return { recorders: (header as { recorders: RecorderInfo[] }).recorders, entries: entries as Entry[] };
}

/** Polls the log until the condition holds, and returns it. */
export function untilLog(panel: Panel, what: string, holds: (log: PanelLog) => boolean): Promise<PanelLog> {
  return until(
    async () => {
      const log = await panelLog(panel);
      return holds(log) ? log : undefined;
    },
    { what: `the log: ${what}`, everyMs: 150, timeoutMs: 30_000 },
  ) as Promise<PanelLog>;
}

/** Names of the events that pages emitted, as `42["name",…]` frames stand in the log. */
export const emitted = ({ entries }: PanelLog): string[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'frame' || entry.dir !== 'out') return [];
    const name = /^42\["([^"]+)"/.exec(entry.text ?? '')?.[1];
    return name === undefined ? [] : [name];
  });
