import type { JSX } from 'preact';
import { BOUND_NAMES, LOG_BOUNDS } from '../../log/bounds.ts';
import { useStore } from '../parts/context.ts';
import { formatCount, formatSize } from '../parts/format.ts';
import { MenuItem } from '../parts/menu.tsx';
import { TIME_MODES } from '../parts/settings.ts';
import { texts } from '../texts.ts';

const themes = ['auto', 'light', 'dark'] as const;

export function SettingsItems(): JSX.Element {
  const store = useStore();
  const words = texts.settings;
  return (
    <>
      <div class="menu-head">{words.theme}</div>
      {themes.map((theme) => (
        <MenuItem
          key={theme}
          role="menuitemradio"
          checked={store.host.theme.value === theme}
          testId={`theme-${theme}`}
          onPick={() => store.setTheme(theme)}
        >
          {words.themes[theme]}
        </MenuItem>
      ))}
      <div class="menu-head">{words.time}</div>
      {TIME_MODES.map((time) => (
        <MenuItem
          key={time}
          role="menuitemradio"
          checked={store.timeMode.value === time}
          testId={`time-${time}`}
          onPick={() => store.setTimeMode(time)}
        >
          {words.times[time]}
        </MenuItem>
      ))}
      <div class="menu-head">{words.bound}</div>
      {BOUND_NAMES.map((name) => (
        <MenuItem
          key={name}
          role="menuitemradio"
          checked={store.bound.value === name}
          testId={`bound-${name}`}
          onPick={() => store.setBound(name)}
        >
          {words.bounds(formatCount(LOG_BOUNDS[name].maxEntries), formatSize(LOG_BOUNDS[name].maxBytes))}
        </MenuItem>
      ))}
      <hr />
      <MenuItem
        role="menuitemcheckbox"
        checked={store.overview.value.value}
        testId="show-overview"
        onPick={() => store.overview.save(!store.overview.value.value)}
      >
        {texts.overview.show}
      </MenuItem>
      <MenuItem
        role="menuitemcheckbox"
        checked={store.heartbeats.value}
        testId="heartbeats"
        onPick={() => store.setHeartbeats(!store.heartbeats.value)}
      >
        {words.heartbeats}
      </MenuItem>
      <MenuItem
        testId="keys"
        onPick={() => {
          store.keyMapOpen.value = true;
        }}
      >
        {words.keys}
      </MenuItem>
    </>
  );
}
