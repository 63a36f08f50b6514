import type { JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { texts } from '../texts.ts';
import { allGroups, defaultGroups, isDefaultGroups, type KindGroup } from '../timeline/kinds.ts';

export function TypeMenu({ compact }: { readonly compact: boolean }): JSX.Element {
  const store = useStore();
  const on = store.groups.value;
  const active = !isDefaultGroups(on);
  const set = (groups: Iterable<KindGroup>): void => {
    store.groups.value = new Set(groups);
  };
  return (
    <Menu
      label={texts.filter.typesHint}
      testId="type-menu"
      class={`${compact ? '' : 'text'} ${active ? 'active' : ''}`}
      face={
        <>
          {compact ? <Icon name="types" /> : texts.filter.types}
          {!compact && <Icon name="down" />}
        </>
      }
    >
      <MenuItem onPick={() => set(defaultGroups)} testId="types-all">
        {texts.filter.allTypes}
      </MenuItem>
      <hr />
      {allGroups.map((group) => (
        <div class="menu-pair" key={group}>
          <MenuItem
            role="menuitemcheckbox"
            checked={on.has(group)}
            testId={`type-${group}`}
            onPick={() =>
              set(on.has(group) ? allGroups.filter((other) => on.has(other) && other !== group) : [...on, group])
            }
          >
            {texts.groups[group]}
          </MenuItem>
          <button
            type="button"
            class="link only"
            role="menuitem"
            aria-label={texts.filter.onlyHint(texts.groups[group])}
            title={texts.filter.onlyHint(texts.groups[group])}
            data-testid={`only-${group}`}
            onClick={() => set([group])}
          >
            {texts.filter.only}
          </button>
        </div>
      ))}
    </Menu>
  );
}
