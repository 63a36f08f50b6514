import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const DARK = '(prefers-color-scheme: dark)';

/** The theme that is drawn: the chosen one, or the browser's while it is `auto`. */
export function useTheme(chosen: Signal<'light' | 'dark' | 'auto'>): 'light' | 'dark' {
  const dark = useSignal(matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const listen = (): void => {
      dark.value = query.matches;
    };
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, [dark]);
  if (chosen.value !== 'auto') return chosen.value;
  return dark.value ? 'dark' : 'light';
}
