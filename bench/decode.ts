/** Our decoders against engine.io-parser + socket.io-parser on the same frames, in Node and in Chromium. */
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { startServer } from '../tests/harness/server.ts';
import { launch } from './chromium.ts';
import { type DecodeTimes, measureDecoding, type WayName } from './decode-rounds.ts';
import { measureSuite, SUITES } from './decode-suites.ts';
import type { Figure } from './figure.ts';

const FRAMES = 100_000;
const ROUNDS = 12;

const OURS: Readonly<Record<Exclude<WayName, 'official'>, string>> = {
  headerScan: 'header scan',
  fullDecode: 'full decode',
};

const OFFICIAL = 'engine.io-parser + socket.io-parser on the same frames';

/** The measurement as one script, with the parsers that a browser's bundle gets. */
async function bundle(): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      lib: { entry: fileURLToPath(new URL('decode-rounds.ts', import.meta.url)), formats: ['iife'], name: 'bench' },
    },
  })) as Rolldown.RolldownOutput[];
  const [output] = result.flatMap(({ output }) => output);
  if (output?.type !== 'chunk') throw new Error('Vite built no script for the browser');
  return output.code;
}

async function measureInChromium(): Promise<DecodeTimes> {
  const script = await bundle();
  // An isolated page has a clock of 5 µs instead of 100 µs.
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  const server = await startServer({ pages: { '/': { body: '<!doctype html>', headers } } });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.addScriptTag({ content: script });
    return await page.evaluate(
      ([frames, rounds]) => {
        const { bench } = window as unknown as { bench: { measureDecoding: typeof measureDecoding } };
        return bench.measureDecoding(frames, rounds);
      },
      [FRAMES, ROUNDS] as const,
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

function figures(where: string, { frames, meanBytes, ms }: DecodeTimes, against = OFFICIAL): Figure[] {
  const names = Object.keys(OURS) as (keyof typeof OURS)[];
  const nanoseconds = (name: WayName) => Math.round((ms[name] * 1e6) / frames);
  return names.map((name) => ({
    name: `decode, ${where}: ${OURS[name]}`,
    value: ms.official / ms[name],
    unit: 'times as fast',
    against,
    detail: {
      nsPerFrame: nanoseconds(name),
      officialNsPerFrame: nanoseconds('official'),
      frames,
      meanBytes: Math.round(meanBytes),
    },
  }));
}

export async function decodeFigures(): Promise<Figure[]> {
  return [
    ...figures('Node', measureDecoding(FRAMES, ROUNDS)),
    ...SUITES.flatMap((suite) => figures(`Node, ${suite.name}`, measureSuite(suite, FRAMES, ROUNDS), suite.against)),
    ...figures('Chromium', await measureInChromium()),
  ];
}
