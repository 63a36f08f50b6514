/** The page for saved logs: the shared view with no page behind it. */
import { signal } from '@preact/signals';
import { copyText, saveFile } from '../../shared/view/hand-out.ts';
import { localSettings } from '../../shared/view/local-settings.ts';
import { makeHost } from '../../shared/view/make-host.ts';
import { mountView } from '../../shared/view/mount.ts';

const { host } = makeHost(
  {
    kind: 'viewer',
    generator: `sioscope ${__VERSION__} (viewer)`,
    theme: signal<'light' | 'dark' | 'auto'>('auto'),
    saveFile,
    copyText,
    settings: localSettings(),
    backToPage: () => {},
  },
  'file',
);
mountView(document.getElementById('root') as HTMLElement, host);
