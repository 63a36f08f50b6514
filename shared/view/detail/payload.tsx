import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Detail } from '../../model/types.ts';
import { texts } from '../texts.ts';
import { BytesView } from './bytes-view.tsx';
import { Section } from './section.tsx';
import type { Root } from './tree.ts';
import { TreeView } from './tree-view.tsx';

/** What a row carries, as trees: the arguments of an event or ack, or the one value of another packet. */
export interface PayloadRoots {
  readonly title: string;
  /** What a path to a value begins with. */
  readonly base: 'args' | 'data';
  readonly roots: readonly Root[];
}

export function payloadOf(detail: Detail): PayloadRoots | undefined {
  const { packet, engine, row } = detail;
  if (packet?.args) {
    return {
      title: texts.detail.arguments,
      base: 'args',
      roots: packet.args.map((value, index) => ({ key: String(index), value })),
    };
  }
  if (packet?.data !== undefined) {
    const title =
      packet.type === 'CONNECT_ERROR' || packet.type === 'ERROR' ? texts.detail.refusal : texts.detail.payload;
    return { title, base: 'data', roots: fieldsOf(packet.data) };
  }
  if (row.kind === 'open' && engine?.data !== undefined) {
    const value = parsed(engine.data);
    return value === undefined ? undefined : { title: texts.detail.handshake, base: 'data', roots: fieldsOf(value) };
  }
  if (detail.entry.kind === 'action' && detail.entry.detail !== undefined) {
    return { title: texts.detail.payload, base: 'data', roots: fieldsOf(detail.entry.detail) };
  }
  return undefined;
}

/** An object stands for its fields: one level less to unfold. */
function fieldsOf(value: unknown): readonly Root[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) {
    return [{ key: '', value }];
  }
  return Object.entries(value).map(([key, inner]) => ({ key, value: inner }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function Payload({ detail }: { readonly detail: Detail }): JSX.Element | null {
  const payload = useMemo(() => payloadOf(detail), [detail]);
  if (!payload) {
    if (detail.bytes.length === 0) return null;
    return (
      <Section name="bytes" title={texts.detail.bytes} aside={texts.detail.binary(detail.bytes[0]!.length)}>
        {detail.bytes.map((bytes, index) => (
          <BytesView key={index} bytes={bytes} name={`${detail.row.row}-${index}`} />
        ))}
      </Section>
    );
  }
  return (
    <Section name="payload" title={payload.title}>
      <PayloadTree payload={payload} branchKey={branchKey(detail)} atMs={detail.row.at} />
    </Section>
  );
}

/** Rows of one event share what was folded. */
export const branchKey = ({ row }: Detail): string => `${row.kind} ${row.nsp} ${row.name}`;

export function PayloadTree(props: {
  readonly payload: PayloadRoots;
  readonly branchKey: string;
  readonly atMs: number;
}): JSX.Element {
  const { title, roots, base } = props.payload;
  if (roots.length === 0) return <p class="hint">{texts.detail.noArguments}</p>;
  return <TreeView label={title} roots={roots} base={base} branchKey={props.branchKey} atMs={props.atMs} />;
}
