/** Filters that a person keeps, and what they searched for before: as they are stored, and read again. */
import { parseQuery } from '../../model/query/parse.ts';

export interface SavedFilter {
  readonly name: string;
  /** A query's text. */
  readonly text: string;
  readonly on: boolean;
}

const MAX_SAVED = 50;
const MAX_HISTORY = 30;

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Stored by an older version or by somebody else: what is no filter is left out. */
export function readSaved(text: string): readonly SavedFilter[] {
  return parsed(text)
    .filter((one): one is SavedFilter => {
      const { name, text, on } = (one ?? {}) as Partial<SavedFilter>;
      return (
        typeof name === 'string' && typeof text === 'string' && typeof on === 'boolean' && !parseQuery(text).problem
      );
    })
    .map(({ name, text, on }) => ({ name, text, on }))
    .slice(0, MAX_SAVED);
}

export function readHistory(text: string): readonly string[] {
  return parsed(text)
    .filter((one) => typeof one === 'string')
    .slice(0, MAX_HISTORY);
}

/** The newest first, each once. */
export function remember(history: readonly string[], text: string): readonly string[] {
  const wanted = text.trim();
  return wanted === '' ? history : [wanted, ...history.filter((one) => one !== wanted)].slice(0, MAX_HISTORY);
}
