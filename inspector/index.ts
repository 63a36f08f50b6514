/**
 * The npm package: mounts the inspector inside an application.
 *
 * @example
 * import { mountInspector } from 'sioscope';
 * const unmount = mountInspector({ dock: 'right' });
 */

export type { Dock, InspectorOptions } from './options.ts';
export { mountInspector } from './overlay/mount-inspector.ts';
