/** Events that say the same as the one before: a listener bound twice, an emit in a loop. */
import { ROW_KINDS } from '../columns.ts';
import type { QueryWorld, RowTest } from './row-test.ts';

/** What is repeated later than this was likely meant. */
const WITHIN_MS = 1000;
/** Rows that are looked back over for it. */
const MAX_LOOK_BACK = 2000;

const EVENT = ROW_KINDS.indexOf('event');
/** The header's ack id differs from emit to emit. */
const HEADER = /^[^["{]*/;

/** Whether the last event of the same name, namespace, direction and session, within a second, had the same arguments. */
export function duplicateTest({ rows, content }: QueryWorld): RowTest {
  return (columns, cell) => {
    if (columns.kind[cell] !== EVENT) return false;
    const since = (columns.at[cell] as number) - WITHIN_MS;
    const oldest = Math.max(rows.first - rows.base, cell - MAX_LOOK_BACK);
    for (let other = cell - 1; other >= oldest && (columns.at[other] as number) >= since; other--) {
      if (
        columns.name[other] === columns.name[cell] &&
        columns.kind[other] === EVENT &&
        columns.dir[other] === columns.dir[cell] &&
        columns.nsp[other] === columns.nsp[cell] &&
        columns.session[other] === columns.session[cell]
      ) {
        return argsText(other + rows.base) === argsText(cell + rows.base);
      }
    }
    return false;
  };

  function argsText(row: number): string | number {
    // What can't be compared equals nothing, not even itself.
    return content.text(row)?.replace(HEADER, '') ?? Number.NaN;
  }
}
