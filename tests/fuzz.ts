/** `npm run fuzz [cases [seed]]`: a million cases against the official parsers of every version, from a seed that is told. */
import { FAMILIES } from './differential/families.ts';
import { runFamily, runStream } from './differential/run.ts';

const CASES = 1_000_000;
/** Streams are asynchronous and slower by far. */
const STREAM_SHARE = 0.01;

const [cases = CASES, seed = Math.floor(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number);
if (!Number.isInteger(cases) || cases < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run fuzz [cases [seed]], both whole numbers.');
  process.exit(2);
}
console.log(`seed ${seed}`);
const share = Math.ceil(cases / FAMILIES.length);
for (const family of FAMILIES) {
  const begin = performance.now();
  const { refused, packets, excused, excuses } = runFamily(family, share, seed);
  console.log(
    JSON.stringify({
      family: family.name,
      cases: share,
      refused,
      packets,
      excused,
      excuses: [...excuses],
      seconds: Math.round((performance.now() - begin) / 1000),
    }),
  );
}
console.log(JSON.stringify({ family: 'WebTransport', ...(await runStream(Math.ceil(cases * STREAM_SHARE), seed)) }));
