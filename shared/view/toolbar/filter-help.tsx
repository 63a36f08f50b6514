import type { JSX } from 'preact';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { texts } from '../texts.ts';

/** The query language on one page. */
export function FilterHelp(): JSX.Element {
  const words = texts.query;
  return (
    <Menu face={<Icon name="help" />} label={words.helpLabel} testId="filter-help" role="dialog">
      <div class="query-help">
        <h2>{words.helpTitle}</h2>
        <dl>
          {words.help.map(([forms, meaning]) => (
            <div key={meaning}>
              <dt>
                {forms.map((form) => (
                  <code key={form}>{form}</code>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p class="quiet">{words.helpKeys}</p>
      </div>
    </Menu>
  );
}
