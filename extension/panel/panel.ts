/** The DevTools panel: the shared view over the feeds of the inspected tab. */
import browser from 'webextension-polyfill';
import { feedEvents, steerFeeds } from '../../shared/view/attach-feeds.ts';
import { copyText, saveFile } from '../../shared/view/hand-out.ts';
import { localSettings } from '../../shared/view/local-settings.ts';
import { makeHost } from '../../shared/view/make-host.ts';
import { mountView } from '../../shared/view/mount.ts';
import { Feeds } from '../../shared/wire/feeds.ts';
import { watchNetworkLog } from './network-log.ts';
import { watchTab } from './tab.ts';
import { devtoolsTheme } from './theme.ts';

const { inspectedWindow } = browser.devtools;
/** Firefox's network log has no messages of sockets. */
const isChrome = import.meta.env.MODE !== 'firefox';

const parts = makeHost(
  {
    kind: 'panel',
    generator: `sioscope ${__VERSION__} (panel)`,
    theme: devtoolsTheme(),
    saveFile,
    copyText,
    reloadPage: () => void inspectedWindow.reload(),
    settings: localSettings(),
    networkLog: isChrome,
    backToPage() {
      networkLog?.forget();
      feeds.rewind();
    },
  },
  'connecting',
);
const networkLog = isChrome ? watchNetworkLog(parts) : undefined;
const feeds = new Feeds(feedEvents(parts, () => tab.lookAgain()));
const tab = watchTab(inspectedWindow.tabId, {
  onChannel: (channel) => feeds.add(channel),
  onNavigated() {
    if (parts.host.keepLog.peek() || parts.host.connection.peek() === 'file') return;
    // A page that comes back from the cache is read from its beginning again.
    feeds.forget();
    networkLog?.forget();
    parts.model.reset();
    parts.changed();
  },
  onAbsent: (why) => parts.setConnection(why === 'nobody' ? 'needs-reload' : 'no-access'),
});
steerFeeds(parts, feeds);
mountView(document.getElementById('root') as HTMLElement, parts.host);
