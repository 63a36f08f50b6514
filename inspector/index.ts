/**
 * The npm package: mounts the inspector inside an application.
 *
 * @example
 * import { mountInspector } from 'sioscope';
 * const unmount = mountInspector({ dock: 'right' });
 */

export { mountInspector } from './overlay/mount-inspector.ts';
export type { Decoder, Dock, InspectorOptions } from './overlay/options.ts';
