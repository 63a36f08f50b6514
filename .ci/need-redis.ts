import { spawnSync } from 'node:child_process';
import { isDebian } from './debian.ts';
import { FAILED, type Outcome, PASSED, run } from './step.ts';

function version(): string | undefined {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Finds redis-server, which the cluster tests start; as root on Debian installs it; else says what to do and fails. */
export async function needRedis(): Promise<Outcome> {
  if (!version() && process.getuid?.() === 0 && isDebian())
    await run(
      'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-server',
    );
  console.log(version() ?? 'redis-server: not found. Install Redis 6 or later and put redis-server on the PATH.');
  return version() ? PASSED : FAILED;
}
