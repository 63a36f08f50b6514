import type { JSX } from 'preact';

/** One set: 16 px box, 1.5 px stroke, round ends, drawn for this view. */
const paths = {
  clear: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11zM4.2 4.2l7.6 7.6',
  import: 'M8 2.5v7M5 6.8l3 3 3-3M2.75 11.5v2h10.5v-2',
  export: 'M8 9.5v-7M5 5.3l3-3 3 3M2.75 11.5v2h10.5v-2',
  settings: 'M2.5 4.5h5M11.5 4.5h2M9.5 2.75v3.5M2.5 11.5h2M8.5 11.5h5M6.5 9.75v3.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  types: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  close: 'M4 4l8 8M12 4l-8 8',
  back: 'M9.5 3.5L5 8l4.5 4.5',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  pair: 'M3 5.5h8.5M9 3l2.5 2.5L9 8M13 10.5H4.5M7 8l-2.5 2.5L7 13',
  copy: 'M5.5 5.5h7.5v8H5.5zM10.5 5.5v-3H3v8h2.5',
  plug: 'M6 2.5v3M10 2.5v3M4 5.5h8v2.5a4 4 0 0 1-8 0zM8 12v2',
  search: 'M7 2.75a4.25 4.25 0 1 1 0 8.5a4.25 4.25 0 0 1 0-8.5zM10.2 10.2l3.3 3.3',
  help: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11zM6.4 6.4a1.7 1.7 0 1 1 2.3 1.7c-.5.2-.7.5-.7 1M8 11h.01',
  save: 'M4.5 2.5h7v11L8 10.5l-3.5 3z',
  jump: 'M8 3v9M4.5 8.5L8 12l3.5-3.5',
  bottom: 'M2.5 3h11v10h-11zM2.5 9.5h11',
  right: 'M2.5 3h11v10h-11zM9.5 3v10',
  floating: 'M2.5 3h11v10h-11zM6.5 6.5h5v4.5h-5z',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
