import type { JSX } from 'preact';
import type { SessionView } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { texts } from '../texts.ts';

/** Which Socket.IO parser reads a session: the one that its messages tell, or one that a person knows better. */
export function ParserChoice({ session }: { readonly session: SessionView }): JSX.Element {
  const store = useStore();
  const { chosenParser, parsers } = session.dialect;
  const words = texts.card;
  return (
    <select
      class={`select ${chosenParser === undefined ? '' : 'active'}`}
      aria-label={words.parser}
      title={words.parserHint}
      data-testid="parser"
      value={chosenParser ?? ''}
      onChange={({ currentTarget: { value } }) => store.setParser(session.id, value === '' ? undefined : value)}
    >
      <option value="">{words.parserFound(chosenParser === undefined ? parsers : [])}</option>
      {store.model.parserNames.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
