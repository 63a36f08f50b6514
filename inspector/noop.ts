/** The package under the `production` condition: the same types, nothing inside. */
import type { InspectorOptions } from './overlay/options.ts';

export type { Decoder, Dock, InspectorOptions } from './overlay/options.ts';

/** Does nothing in production. */
export function mountInspector(_options?: InspectorOptions): () => void {
  return () => {};
}
