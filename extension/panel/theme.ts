import { type Signal, signal } from '@preact/signals';
import browser from 'webextension-polyfill';

type Theme = 'light' | 'dark' | 'auto';

/** Chrome calls its light theme `default`; Chrome has a setter for the handler where Firefox has an event. */
const named = (name: string | undefined): Theme => (name === 'dark' ? 'dark' : name === undefined ? 'auto' : 'light');

/** The DevTools' theme, as it is and as it changes. */
export function devtoolsTheme(): Signal<Theme> {
  const { panels } = browser.devtools;
  const theme = signal<Theme>(named(panels.themeName));
  const follow = (name: string) => {
    theme.value = named(name);
  };
  panels.onThemeChanged?.addListener(follow);
  (panels as { setThemeChangeHandler?: (handler: (name: string) => void) => void }).setThemeChangeHandler?.(follow);
  return theme;
}
