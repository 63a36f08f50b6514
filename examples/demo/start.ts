/** `npm start`: the demo's server, and with `--open chrome|firefox` a browser with the extension, its DevTools open on the demo. */
import { resolve } from 'node:path';
import { type OpenedBrowser, openChromium, openFirefox } from './open-browser.ts';
import { type Demo, startDemo } from './server.ts';

const FIRST_PORT = 3000;
const TRIES = 20;

function wantedBrowser(args: readonly string[]): 'chrome' | 'firefox' | undefined {
  const at = args.indexOf('--open');
  if (at < 0) return undefined;
  const name = args[at + 1];
  if (name !== 'chrome' && name !== 'firefox') throw new Error('Say --open chrome or --open firefox');
  return name;
}

/** `PORT` is taken at its word; else the first free one from 3000. */
async function startOnFreePort(): Promise<Demo> {
  const told = process.env.PORT;
  if (told) return startDemo({ port: Number(told) });
  for (let port = FIRST_PORT; port < FIRST_PORT + TRIES; port++) {
    try {
      return await startDemo({ port });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      console.log(`Port ${port} is taken, trying ${port + 1}.`);
    }
  }
  throw new Error(`No free port from ${FIRST_PORT} to ${FIRST_PORT + TRIES - 1}. Set PORT to one that is free.`);
}

function printWelcome(url: string): void {
  console.log(`
Sioscope demo: ${url}
The inspector is mounted in the page itself; nothing to install.

To see it in your own DevTools, load the extension (it has just been built):

  Chrome   open chrome://extensions, switch on "Developer mode", press "Load unpacked", choose
           ${resolve('dist/chrome')}
  Firefox  open about:debugging#/runtime/this-firefox, press "Load Temporary Add-on…", choose
           ${resolve('dist/firefox/manifest.json')}

Then open the demo, press F12, and choose the panel "Sioscope".
Or let a fresh profile do all that: npm run start:chrome, npm run start:firefox.

Ctrl-C ends the demo.
`);
}

function explain(error: unknown): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Set PORT to one that is free, or leave it unset.`;
  return message ?? String(error);
}

async function main(): Promise<void> {
  const wanted = wantedBrowser(process.argv.slice(2));
  const demo = await startOnFreePort();
  printWelcome(demo.url);
  let browser: OpenedBrowser | undefined;
  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await browser?.close();
    await demo.close();
    process.exit(code);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  if (wanted === undefined) return;
  try {
    // Without the overlay: the panel is what is to be seen.
    const page = `${demo.url}/?overlay=off`;
    browser = await (wanted === 'chrome' ? openChromium(page) : openFirefox(page));
    console.log(`${wanted === 'chrome' ? 'Chrome' : 'Firefox'} is open on the demo; closing it ends the demo too.`);
  } catch (error) {
    console.error(`${explain(error)}\nThe demo itself is running; load the extension by hand as said above.`);
    return;
  }
  await browser.ended;
  await end(0);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
