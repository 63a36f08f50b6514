/** What a log says of itself, and what a reader of one gives, whatever format it came in. */
import type { Entry, RecorderInfo } from './entry.ts';
import { isRecorderInfo } from './guard.ts';

export const LOG_FORMAT = 'sioscope-log';
export const LOG_VERSION = 1;

export interface LogHeader {
  readonly format: typeof LOG_FORMAT;
  readonly version: number;
  /** ISO 8601. */
  readonly created: string;
  readonly generator: string;
  readonly redacted: boolean;
  /** By which rules, where it is redacted. */
  readonly redaction?: RedactionNote;
  readonly recorders: readonly RecorderInfo[];
}

/** What a redacted file says of its redaction. */
export interface RedactionNote {
  readonly rules: readonly string[];
  /** Names of fields whose values were masked. */
  readonly keys: readonly string[];
}

/** What could not be read, and where. */
export interface FileProblem {
  /** Line of the file, from 1; 0 for the file as a whole. */
  readonly line: number;
  readonly code:
    | 'not-a-log'
    | 'newer-version'
    | 'bad-header'
    | 'cut-line'
    | 'bad-line'
    | 'bad-entry'
    | 'unknown-kind'
    | 'long-line'
    | 'damaged-file'
    | 'har-entry'
    | 'har-missing';
  /** A full sentence for a person. */
  readonly message: string;
}

export interface ReadLog {
  /** `undefined` where the file has none: entries are read all the same. */
  readonly header: LogHeader | undefined;
  readonly entries: readonly Entry[];
  readonly problems: readonly FileProblem[];
}

/** What a writer says of the file. */
export interface LogHead {
  readonly recorders: readonly RecorderInfo[];
  readonly generator: string;
  /** Now, where it is not given. */
  readonly created?: Date | string;
  /** The entries were redacted, by these rules. */
  readonly redaction?: RedactionNote;
}

/** The header that a writer puts first. */
export const headerOf = ({ recorders, generator, created = new Date(), redaction }: LogHead): LogHeader => ({
  format: LOG_FORMAT,
  version: LOG_VERSION,
  created: typeof created === 'string' ? created : created.toISOString(),
  generator,
  redacted: redaction !== undefined,
  ...(redaction && { redaction }),
  recorders,
});

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isRedactionNote = (value: unknown): value is RedactionNote => {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return isStrings(fields.rules) && isStrings(fields.keys);
};

/** Reads a header; `undefined` where it is none. */
export function readHeader(value: unknown, problems: FileProblem[]): LogHeader | undefined {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (fields.format !== LOG_FORMAT) return undefined;
  const version = typeof fields.version === 'number' ? fields.version : 0;
  if (version > LOG_VERSION) {
    problems.push({
      line: 1,
      code: 'newer-version',
      message: `The file is of format version ${version}; this Sioscope reads up to version ${LOG_VERSION}. What it knows of it is shown.`,
    });
  }
  const recorders = Array.isArray(fields.recorders) ? fields.recorders.filter(isRecorderInfo) : [];
  if (version < 1 || !Array.isArray(fields.recorders) || recorders.length !== fields.recorders.length) {
    problems.push({
      line: 1,
      code: 'bad-header',
      message: 'The header is incomplete: some of its recorders or its version could not be read.',
    });
  }
  return {
    format: LOG_FORMAT,
    version,
    created: typeof fields.created === 'string' ? fields.created : '',
    generator: typeof fields.generator === 'string' ? fields.generator : 'unknown',
    redacted: fields.redacted === true,
    ...(isRedactionNote(fields.redaction) ? { redaction: fields.redaction } : {}),
    recorders,
  };
}

/** What a line of the file gave. */
export type LogItem =
  | { readonly type: 'header'; readonly header: LogHeader }
  | { readonly type: 'entry'; readonly entry: Entry; readonly line: number }
  | { readonly type: 'problem'; readonly problem: FileProblem };
