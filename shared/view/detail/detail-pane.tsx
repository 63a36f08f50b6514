import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Detail, Row } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { formatClock, formatSize } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { DeliverySection } from '../rooms/delivery-section.tsx';
import type { Store } from '../store.ts';
import { texts } from '../texts.ts';
import { AckSection } from './ack-section.tsx';
import { jsonOf, rawOf, toJson } from './copy.ts';
import { DiffSection } from './diff-section.tsx';
import { emitCode } from './emit-code.ts';
import { factsOf } from './facts.ts';
import { LongText } from './long-text.tsx';
import { Payload } from './payload.tsx';
import { Section } from './section.tsx';

/** What is shown for the selected row; decoded once, and again only when the row has changed. */
export interface Shown {
  readonly detail: Detail;
  /** The other half of an emit and its ack. */
  readonly pair: Detail | undefined;
  /** The row has fallen to the bound since. */
  readonly gone: boolean;
}

const sameRow = (a: Row, b: Row): boolean =>
  a.row === b.row && a.ack === b.ack && a.pair === b.pair && a.missingAttachments === b.missingAttachments;

function useShown(store: Store): Shown | undefined {
  const last = useRef<Shown | undefined>(undefined);
  store.calm.value;
  const selected = store.selected.value;
  const { model, has } = store;
  if (selected < 0) last.current = undefined;
  else if (!has(selected)) {
    const kept = last.current?.detail.row.row === selected ? last.current : undefined;
    last.current = kept && { ...kept, gone: true };
  } else {
    const row = model.row(selected);
    if (!last.current || !sameRow(last.current.detail.row, row)) {
      const pair = has(row.pair) ? model.detail(row.pair) : undefined;
      last.current = { detail: model.detail(selected), pair, gone: false };
    }
  }
  return last.current;
}

export function DetailPane(): JSX.Element {
  const store = useStore();
  const body = useRef<HTMLDivElement>(null);
  const shown = useShown(store);
  const row = shown?.detail.row.row;

  useEffect(() => {
    body.current?.scrollTo(0, 0);
  }, [row]);

  return (
    <section class="detail" aria-label={texts.detail.label} tabIndex={-1} data-testid="detail" data-row={row}>
      {shown ? (
        <>
          <DetailHead shown={shown} />
          <div ref={body} class="detail-body">
            <DetailBody key={row} shown={shown} />
          </div>
        </>
      ) : (
        <p class="hint">{texts.empty.select}</p>
      )}
    </section>
  );
}

function DetailHead({ shown }: { readonly shown: Shown }): JSX.Element {
  const store = useStore();
  const { detail, pair } = shown;
  const { row } = detail;
  const over = store.layout.value.detail === 'over';
  const raw = rawOf(detail);
  const sendable = row.kind === 'event' && detail.packet?.args !== undefined;
  const direction = row.dir && (row.dir === 'out' ? texts.filter.out : texts.filter.in);
  // An event says by its name what it is; other kinds need the word.
  const about = [
    formatClock(row.at),
    row.kind === 'event' ? '' : texts.kinds[row.kind],
    row.nsp,
    row.sizeBytes > 0 ? formatSize(row.sizeBytes) : '',
  ];
  return (
    <header class="detail-head">
      <div class="detail-title">
        {over && (
          <button
            type="button"
            class="button text"
            title={texts.detail.backHint}
            data-testid="back"
            onClick={store.closeDetail}
          >
            <Icon name="back" />
            {texts.detail.back}
          </button>
        )}
        <h2 title={row.name}>
          {direction && (
            <span class="glyph" aria-hidden="true">
              {direction}
            </span>
          )}
          {row.name}
        </h2>
        {!over && (
          <button
            type="button"
            class="button"
            title={texts.detail.close}
            aria-label={texts.detail.close}
            data-testid="detail-close"
            onClick={store.closeDetail}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      <div class="detail-acts">
        <span class="about">{about.filter(Boolean).join(' · ')}</span>
        <span class="acts">
          {pair && (
            <button
              type="button"
              class="button text"
              title={texts.detail.pair}
              data-testid="pair"
              onClick={store.jumpToPair}
            >
              <Icon name="pair" />
              {row.kind === 'ack' ? texts.detail.toEmit : texts.detail.toAck}
            </button>
          )}
          <CopyButton
            face={texts.detail.json}
            label={texts.detail.copyJson}
            testId="copy-json"
            text={() => toJson(jsonOf(detail))}
          />
          {sendable && (
            <CopyButton
              face={texts.detail.code}
              label={texts.detail.copyCode}
              testId="copy-code"
              text={() => emitCode(detail) ?? ''}
            />
          )}
          {raw !== undefined && (
            <CopyButton face={texts.detail.rawShort} label={texts.detail.copyRaw} testId="copy-raw" text={() => raw} />
          )}
        </span>
      </div>
    </header>
  );
}

function DetailBody({ shown }: { readonly shown: Shown }): JSX.Element {
  const store = useStore();
  const { detail, pair, gone } = shown;
  const { row, problems } = detail;
  const session = store.sessionOf(row.session);
  return (
    <>
      {gone && <p class="hint">{texts.detail.gone}</p>}
      {problems.length > 0 && (
        <Section name="problems" title={texts.detail.problems}>
          <ul class="problems">
            {problems.map((problem) => (
              <li key={problem.code}>
                {problem.message}
                {problem.rejectedBy && ` ${texts.detail.rejectedBy(problem.rejectedBy)}`}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Payload detail={detail} />
      <AckSection detail={detail} pair={pair} />
      <DeliverySection row={row} />
      <DiffSection detail={detail} />
      <Section name="facts" title={texts.detail.facts}>
        <dl class="facts">
          {factsOf(detail, session).map((fact) => (
            <div key={fact.label}>
              <dt>{fact.label}</dt>
              <dd>
                {fact.session === undefined ? (
                  fact.value
                ) : (
                  <button type="button" class="link" onClick={() => store.chooseSession(fact.session)}>
                    {fact.value}
                  </button>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      {detail.raw !== undefined && (
        <Section name="raw" title={texts.detail.raw}>
          <LongText text={detail.raw} />
        </Section>
      )}
    </>
  );
}
