/** Ten thousand seeded cases of every version and parser against the official decoders (`npm run fuzz` runs a million). */
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../tests/differential/families.ts';
import { runFamily, runStream } from '../../tests/differential/run.ts';

const CASES = 10_000;
const SEED = 2026;
/** A few seconds of work, though not beside other suites on a busy machine. */
const TIMEOUT_MS = 120_000;

describe('against the official parsers', () => {
  const share = Math.ceil(CASES / FAMILIES.length);

  for (const family of FAMILIES) {
    it(
      `${family.name}: ${share.toLocaleString('en')} cases, the same refusals and the same values`,
      () => {
        const found = runFamily(family, share, SEED);
        // The cases are worth something only while both ways are taken often, and exceptions are rare.
        expect(found.refused).toBeGreaterThan(share / 10);
        expect(found.packets).toBeGreaterThan(share / 4);
        expect(found.excused).toBeLessThan(share / 20);
      },
      TIMEOUT_MS,
    );
  }

  it(
    'WebTransport: chunked anyhow, the same packets and the same errors',
    async () => {
      const { packets, errors } = await runStream(3_000, SEED);
      expect(packets).toBeGreaterThan(400);
      expect(errors).toBeGreaterThan(400);
    },
    TIMEOUT_MS,
  );
});
