import { signal } from '@preact/signals';

/** A row that others are compared with, of the log as it was numbered then. */
export interface ComparedRow {
  readonly row: number;
  readonly generation: number;
}

/** What the details remember while one walks from row to row. */
export function createDetailState() {
  return { compared: signal<ComparedRow | undefined>(undefined) };
}
