import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useStore } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { texts } from '../texts.ts';

const MAX_NAME_CHARS = 40;

/** Keeps the box's query as a chip with a name. */
export function SaveFilter(): JSX.Element {
  const store = useStore();
  const name = useSignal('');
  const usual = store.applied.value.text.slice(0, MAX_NAME_CHARS);
  return (
    <Menu face={<Icon name="save" />} label={texts.query.save} testId="save-filter" role="dialog">
      <form
        class="save-filter"
        onSubmit={(event) => {
          event.preventDefault();
          store.saveFilter(name.value.trim() || usual);
        }}
      >
        <label>
          {texts.query.saveName}
          <input
            type="text"
            maxLength={MAX_NAME_CHARS}
            autocomplete="off"
            placeholder={usual}
            data-testid="save-filter-name"
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </label>
        <button type="submit" class="button solid" data-testid="save-filter-ok">
          {texts.query.saveOk}
        </button>
      </form>
    </Menu>
  );
}
