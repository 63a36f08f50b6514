/** What the command line reads. */
import { createReadStream } from 'node:fs';
import { safeLine } from '../../shared/base/safe-text.ts';
import type { Entry } from '../../shared/log/entry.ts';
import type { FileProblem, LogHeader } from '../../shared/log/header.ts';
import { type LogSource, readLogStream } from '../../shared/log/stream.ts';
import type { Model } from '../../shared/model/model.ts';
import { loadModel } from '../log/load-model.ts';

/** A call that can't be answered: told in one sentence. */
export class UsageError extends Error {}

const open = (file: string): LogSource => (file === '-' ? process.stdin : createReadStream(file));

/** A log file as a command reads it: its problems are told on standard error as they are met. */
export class Input {
  readonly file: string;
  header: LogHeader | undefined;
  entryCount = 0;
  readonly problems = new Map<FileProblem['code'], number>();

  constructor(file: string) {
    this.file = file;
  }

  get isDamaged(): boolean {
    return this.problems.size > 0;
  }

  /** 1 where a part of the file could not be read. */
  get exitCode(): number {
    return this.isDamaged ? 1 : 0;
  }

  /** The whole log as the panel reads it. */
  model(): Promise<Model> {
    return loadModel(this.entries(), () => this.header?.recorders ?? []);
  }

  async *entries(onProblem: (problem: FileProblem) => void = tell): AsyncGenerator<Entry> {
    this.entryCount = 0;
    this.problems.clear();
    for await (const item of readLogStream(open(this.file))) {
      if (item.type === 'header') this.header = item.header;
      else if (item.type === 'entry') {
        this.entryCount += 1;
        yield item.entry;
      } else {
        const { problem } = item;
        if (problem.code === 'not-a-log') throw new UsageError(`${this.file}: ${problem.message}`);
        this.problems.set(problem.code, (this.problems.get(problem.code) ?? 0) + 1);
        onProblem(problem);
      }
    }
  }
}

function tell({ message }: FileProblem): void {
  process.stderr.write(`${safeLine(message)}\n`);
}
