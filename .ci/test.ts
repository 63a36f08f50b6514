/** `npm test`: everything, in order, going on after a failure; the last line is `N passed, N failed`. */
import { lintExtension } from './lint-extension.ts';
import { needBrowsers } from './need-browsers.ts';
import { needRedis } from './need-redis.ts';
import { check, FAILED, type Outcome, vitest } from './step.ts';

interface Step {
  readonly name: string;
  run(): Promise<Outcome>;
  /** Without these it makes no sense and counts as one failure. */
  readonly needs?: readonly string[];
}

const steps: readonly Step[] = [
  { name: 'types', run: () => check('npm run --silent check:types') },
  { name: 'lint', run: () => check('npm run --silent check:lint') },
  { name: 'import rules', run: () => check('npm run --silent check:imports') },
  { name: 'unit tests', run: () => vitest('unit') },
  { name: 'build', run: () => check('npm run --silent build') },
  { name: 'web-ext lint', needs: ['build'], run: lintExtension },
  { name: 'publint', needs: ['build'], run: () => check('publint --strict') },
  { name: 'are the types wrong', needs: ['build'], run: () => check('attw --pack . --profile esm-only') },
  { name: 'browsers', run: needBrowsers },
  { name: 'redis', run: needRedis },
  { name: 'browser tests', needs: ['build', 'browsers', 'redis'], run: () => vitest('browser') },
];

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const failedSteps = new Set<string>();
let passed = 0;
let failed = 0;

for (const { name, needs = [], run } of steps) {
  console.log(`\n== ${name}`);
  const lacking = needs.filter((need) => failedSteps.has(need));
  if (lacking.length > 0) console.error(`Not run, because this failed: ${lacking.join(', ')}`);
  const begin = performance.now();
  const outcome = lacking.length > 0 ? FAILED : await run();
  passed += outcome.passed;
  failed += outcome.failed;
  if (outcome.failed > 0) failedSteps.add(name);
  console.log(`-- ${name}: ${outcome.failed > 0 ? 'FAILED' : 'ok'}, ${seconds(performance.now() - begin)}`);
}

if (failedSteps.size > 0) console.error(`\nFailed: ${[...failedSteps].join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
