import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** How many checks or tests of a step passed and failed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

export const PASSED: Outcome = { passed: 1, failed: 0 };
export const FAILED: Outcome = { passed: 0, failed: 1 };

const env = {
  ...process.env,
  PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
  // web-ext would ask the registry for a newer version of itself.
  NO_UPDATE_NOTIFIER: '1',
};

interface Ended {
  readonly code: number;
  /** What it printed to standard output, if that was asked for. */
  readonly output: string;
}

/** Runs a command line; its output goes straight on, or comes back if `keep` is set. */
export function run(command: string, options: { readonly keep?: boolean } = {}): Promise<Ended> {
  return new Promise((done) => {
    // Through the shell: what npm puts into .bin are scripts on Windows.
    const child = spawn(command, { shell: true, env, stdio: ['ignore', options.keep ? 'pipe' : 'inherit', 'inherit'] });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += String(chunk);
    });
    child.once('error', (error) => done({ code: 1, output: error.message }));
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** A command that counts as one check. */
export async function check(command: string): Promise<Outcome> {
  return (await run(command)).code === 0 ? PASSED : FAILED;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

/** Tests of one Vitest project. A test that did not run counts as failed: nothing is skipped quietly. */
export async function vitest(project: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'sioscope-vitest-'));
  const file = join(folder, 'report.json');
  try {
    const { code } = await run(
      `vitest run --project ${project} --reporter=default --reporter=json --outputFile.json="${file}"`,
    );
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
    const unrun = report.numPendingTests + report.numTodoTests;
    if (unrun > 0) console.error(`${unrun} tests were not run; that counts as failed.`);
    const failed = report.numFailedTests + unrun;
    // A file that can't even be loaded has no tests that could fail.
    const broken = failed === 0 && (code !== 0 || !report.success || report.numPassedTests === 0);
    return { passed: report.numPassedTests, failed: failed + (broken ? 1 : 0) };
  } catch (error) {
    console.error(`No report from Vitest: ${error instanceof Error ? error.message : String(error)}`);
    return FAILED;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
