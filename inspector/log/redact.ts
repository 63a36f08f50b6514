/** Redaction of a whole log that can be read twice. */
import type { Entry } from '../../shared/log/entry.ts';
import type { LogHead } from '../../shared/log/file.ts';
import { Redactor } from '../../shared/redact/entries.ts';
import { DEFAULT_RULES, type RedactionRules, redactionNote } from '../../shared/redact/rules.ts';

export interface RedactedLog {
  readonly head: LogHead;
  readonly entries: AsyncGenerator<Entry>;
}

/**
 * Masks a log's secrets. `read` is called twice: first to learn what is secret, so that a secret is masked before the place that
 * gives it away as well.
 */
export async function redactLog(
  head: LogHead,
  read: () => AsyncIterable<Entry> | Iterable<Entry>,
  rules: RedactionRules = DEFAULT_RULES,
): Promise<RedactedLog> {
  const redactor = new Redactor(rules);
  const recorders = head.recorders.map((info) => redactor.recorder(info));
  for await (const entry of read()) redactor.learn(entry);
  async function* masked(): AsyncGenerator<Entry> {
    for await (const entry of read()) yield redactor.entry(entry);
  }
  return { head: { ...head, recorders, redaction: redactionNote(rules) }, entries: masked() };
}
