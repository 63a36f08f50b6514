import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { MenuItem } from '../parts/menu.tsx';

interface ToggleProps {
  readonly value: Signal<boolean>;
  readonly label: string;
  readonly hint: string;
  readonly testId: string;
}

export function Toggle({ value, label, hint, testId }: ToggleProps): JSX.Element {
  return (
    <label class="toggle" title={hint}>
      <input
        type="checkbox"
        checked={value.value}
        data-testid={testId}
        onChange={(event) => {
          value.value = event.currentTarget.checked;
        }}
      />
      {label}
    </label>
  );
}

/** The same in a menu. */
export function ToggleItem({ value, label, hint, testId }: ToggleProps): JSX.Element {
  return (
    <MenuItem
      role="menuitemcheckbox"
      checked={value.value}
      title={hint}
      testId={testId}
      onPick={() => {
        value.value = !value.value;
      }}
    >
      {label}
    </MenuItem>
  );
}
