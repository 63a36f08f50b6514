/** Runs in the page's own world at `document_start`, in every frame: records, and serves viewers that the relay brings. */
import { shareRecorder } from '../../shared/capture/share.ts';
import { acceptLine } from '../../shared/wire/element.ts';
import { serve } from '../../shared/wire/serve.ts';

// Documents that are no pages of the web (XML viewers, plug-in documents) may lack parts of the platform: leave them alone.
try {
  // Injected into a page that was loaded before the extension (Firefox does): its sockets are open already.
  const late = document.readyState !== 'loading';
  const { source } = shareRecorder({ late });
  acceptLine((channel) => serve(channel, source));
} catch {
  // Never an error in the page for our sake.
}
