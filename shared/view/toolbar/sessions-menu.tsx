import type { JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { shortUrl } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { Sessions } from '../sessions/sessions.tsx';
import { sessionTone } from '../sessions/tones.ts';
import { texts } from '../texts.ts';

/** The sidebar where there is no room for one. */
export function SessionsMenu(): JSX.Element {
  const store = useStore();
  store.calm.value;
  const { sessions } = store.model;
  const chosen = store.session.value === undefined ? undefined : store.model.session(store.session.value);
  return (
    <Menu
      role="dialog"
      class="text sessions-button"
      label={texts.toolbar.sessions}
      testId="sessions-menu"
      face={
        <>
          {chosen && <span class={`dot ${sessionTone(chosen.state)}`} aria-hidden="true" />}
          <span class="cut">
            {chosen ? `${texts.sessions.number(chosen.id)} ${shortUrl(chosen.url)}` : texts.sessions.all}
          </span>
          {!chosen && <span class="number quiet">{sessions.length}</span>}
          <Icon name="down" />
        </>
      }
    >
      <Sessions />
    </Menu>
  );
}
