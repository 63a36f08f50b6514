import type { UpgradeFailure } from '../../model/upgrade-failure.ts';
import { texts } from '../texts.ts';

/** Why an upgrade failed, and how certain that is. */
export function upgradeFailureWords({ cause, certainty }: UpgradeFailure): string {
  const why = texts.upgradeFailures[cause];
  return certainty === 'likely' ? `${why} (${texts.card.certainty.likely})` : why;
}
