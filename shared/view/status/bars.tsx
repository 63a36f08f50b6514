import type { ComponentChildren, JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts.ts';

/** Notices stand at the foot of the list: there they take room from below and move no row. */
export function Bars(): JSX.Element {
  return (
    <div class="bars">
      <LateBar />
      <FileBar />
      <NoticesBar />
    </div>
  );
}

interface BarProps {
  readonly testId: string;
  /** Absent where it stays as long as it is true. */
  readonly onDismiss?: () => void;
  readonly children: ComponentChildren;
}

function Bar({ testId, onDismiss, children }: BarProps): JSX.Element {
  return (
    <div class="bar" role="status" data-testid={testId}>
      <div class="bar-words">{children}</div>
      {onDismiss && (
        <button
          type="button"
          class="button"
          title={texts.bars.dismiss}
          aria-label={texts.bars.dismiss}
          onClick={onDismiss}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

function LateBar(): JSX.Element | null {
  const store = useStore();
  const { host, model } = store;
  store.calm.value;
  if (store.lateDismissed.value || host.connection.value !== 'live') return null;
  const late = model.sessions.filter((session) => session.late && session.state !== 'closed').length;
  if (late === 0) return null;
  return (
    <Bar
      testId="late"
      onDismiss={() => {
        store.lateDismissed.value = true;
      }}
    >
      <span>
        {texts.bars.late(late)} {host.reloadPage && texts.bars.lateReload}
      </span>
      {host.reloadPage && (
        <button type="button" class="link" onClick={() => host.reloadPage?.()}>
          {texts.bars.reload}
        </button>
      )}
    </Bar>
  );
}

/** A file that took the page's place, and the way back. */
function FileBar(): JSX.Element | null {
  const store = useStore();
  const { host } = store;
  if (host.connection.value !== 'file' || host.kind === 'viewer') return null;
  return (
    <Bar testId="file-bar">
      <span>{texts.bars.file}</span>
      <button type="button" class="link" data-testid="back-to-page" onClick={() => host.clear()}>
        {texts.bars.backToPage}
      </button>
    </Bar>
  );
}

function NoticesBar(): JSX.Element | null {
  const store = useStore();
  const notices = store.notices.value;
  if (notices.length === 0) return null;
  return (
    <Bar
      testId="notices"
      onDismiss={() => {
        store.notices.value = [];
      }}
    >
      <strong>{texts.bars.importProblems(notices.length)}</strong>
      <ul>
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
    </Bar>
  );
}
