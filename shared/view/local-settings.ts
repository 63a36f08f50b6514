import type { Host } from './host.ts';

/**
 * Settings in localStorage, of the extension or of the page that the overlay is mounted in. Storage may be denied (a sandboxed
 * frame, a full or locked profile): then settings last as long as the view.
 */
export function localSettings(): Host['settings'] {
  const prefix = 'sioscope.';
  const unsaved = new Map<string, string>();
  return {
    get(key) {
      try {
        return localStorage.getItem(prefix + key) ?? unsaved.get(key);
      } catch {
        return unsaved.get(key);
      }
    },
    set(key, value) {
      unsaved.set(key, value);
      try {
        localStorage.setItem(prefix + key, value);
      } catch {
        // Kept in `unsaved`.
      }
    },
  };
}
