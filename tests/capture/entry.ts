/** What the browser tests of the recorder put into a page: the recorder alone, with no extension and no view. */

import { startRecorder } from '../../shared/capture/recorder.ts';
import { shareRecorder } from '../../shared/capture/share.ts';

Object.defineProperty(globalThis, 'capture', { value: { startRecorder, shareRecorder } });
