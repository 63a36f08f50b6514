import type { Script } from './types.ts';

/**
 * The expression that runs a script in a document. esbuild (tsx) wraps nested functions in its helper `__name`, which the
 * document doesn't have, hence the local one.
 */
export function expressionOf<A extends readonly unknown[], R>(script: Script<A, R>, args: A): string {
  if (typeof script === 'string') return script;
  const list = args.map((arg) => (arg === undefined ? 'undefined' : JSON.stringify(arg))).join(', ');
  return `(() => { const __name = (f) => f; return (${script})(${list}); })()`;
}

/** Source of a function that finds an element, ` >>> ` going into open shadow roots. */
export const FIND = `((selector) => {
  const parts = selector.split('>>>');
  let found = document.querySelector(parts[0].trim());
  for (const part of parts.slice(1)) found = found?.shadowRoot?.querySelector(part.trim()) ?? null;
  return found;
})`;

/** Source of a function that finds all elements; only the last part of a selector may match several. */
export const FIND_ALL = `((selector) => {
  const parts = selector.split('>>>');
  const last = parts.pop().trim();
  let root = document;
  for (const part of parts) root = root?.querySelector(part.trim())?.shadowRoot;
  return root ? [...root.querySelectorAll(last)] : [];
})`;

/**
 * The element's middle once it is in view, nothing covers it and it stands still, else `null`: a row that a filter is about to
 * move would be missed by the click.
 */
export function pointExpression(selector: string): string {
  return `(async () => {
    const middle = () => {
      const element = ${FIND}(${JSON.stringify(selector)});
      if (!element) return null;
      // What is fixed to an edge of the window (our own overlay) may cover it: then farther from the edge, as a person would.
      for (const block of ['nearest', 'center', 'start']) {
        element.scrollIntoView({ block, inline: 'nearest', behavior: 'instant' });
        const box = element.getBoundingClientRect();
        const x = box.x + box.width / 2, y = box.y + box.height / 2;
        const top = element.getRootNode().elementFromPoint(x, y);
        if (box.width && box.height && top && (top === element || element.contains(top))) return { x, y };
      }
      return null;
    };
    const before = middle();
    if (!before) return null;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const after = middle();
    return after && after.x === before.x && after.y === before.y ? after : null;
  })()`;
}

export function textsExpression(selector: string): string {
  return `${FIND_ALL}(${JSON.stringify(selector)}).map((e) => (e.innerText ?? e.textContent).replace(/\\s+/g, ' ').trim())`;
}
