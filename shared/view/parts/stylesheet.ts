import type { Stop } from '../../base/dispose.ts';
import css from '../view.css?inline';

/**
 * Gives the tree that `root` stands in (a shadow root, or the document) the view's one stylesheet. A constructed stylesheet is
 * not subject to the page's Content-Security-Policy, a `<style>` element would be.
 */
export function adoptStylesheet(root: HTMLElement | ShadowRoot): Stop {
  const tree = root.getRootNode();
  const view = root.ownerDocument.defaultView;
  if (!view || !('adoptedStyleSheets' in tree)) return () => {};
  const scope = tree as Document | ShadowRoot;
  // A stylesheet belongs to the document of the constructor that made it.
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(css);
  scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet];
  return () => {
    scope.adoptedStyleSheets = scope.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}
