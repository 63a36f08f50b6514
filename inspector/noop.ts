/** The package under the `production` condition: the same types, nothing inside. */
import type { InspectorOptions } from './options.ts';

export type { Dock, InspectorOptions } from './options.ts';

/** Does nothing in production. */
export function mountInspector(_options?: InspectorOptions): () => void {
  return () => {};
}
