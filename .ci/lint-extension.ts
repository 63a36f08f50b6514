import { FAILED, type Outcome, PASSED, run } from './step.ts';

/** Known and harmless; anything else has to be looked at. */
const allowedWarnings = new Set([
  // Preact's `innerHTML` for dangerouslySetInnerHTML, which we don't use.
  'UNSAFE_VAR_ASSIGNMENT',
  // Says that Android before 142 lacks `data_collection_permissions`; Android has no DevTools panels at all.
  'KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION',
]);

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
}

interface LintReport {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** `web-ext lint` on the built Firefox extension: no error, and no warning that isn't known. */
export async function lintExtension(): Promise<Outcome> {
  const { output } = await run('web-ext lint --source-dir dist/firefox --no-config-discovery --output json', {
    keep: true,
  });
  try {
    const { errors, warnings } = JSON.parse(output) as LintReport;
    const wrong = [...errors, ...warnings.filter(({ code }) => !allowedWarnings.has(code))];
    for (const { code, message, file } of wrong) console.error(`${code} ${file ?? ''}: ${message}`);
    console.log(`web-ext lint: ${errors.length} errors, ${warnings.length} warnings`);
    return wrong.length === 0 ? PASSED : FAILED;
  } catch {
    console.error(`web-ext lint did not answer with a report:\n${output}`);
    return FAILED;
  }
}
