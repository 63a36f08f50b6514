/** The page for saved logs: the shared view with no page behind it. */
import { signal } from '@preact/signals';
import { copyText, saveFile } from '../../shared/view/hand-out.ts';
import { localSettings } from '../../shared/view/local-settings.ts';
import { makeHost } from '../../shared/view/make-host.ts';
import { mountView } from '../../shared/view/mount.ts';

/** The log that the page's own address names by `?url=`. */
async function named(url: string): Promise<File> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return new File([await answer.blob()], fileNameOf(url));
}
const fileNameOf = (url: string): string => new URL(url, location.href).pathname.split('/').at(-1) || url;

const url = new URLSearchParams(location.search).get('url');
const { host } = makeHost(
  {
    kind: 'viewer',
    generator: `sioscope ${__VERSION__} (viewer)`,
    theme: signal<'light' | 'dark' | 'auto'>('auto'),
    saveFile,
    copyText,
    settings: localSettings(),
    backToPage: () => {},
    ...(url !== null && { opens: { name: fileNameOf(url), file: named(url) } }),
  },
  'file',
);
mountView(document.getElementById('root') as HTMLElement, host);
