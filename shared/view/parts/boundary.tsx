import { Component, type ComponentChildren, type JSX } from 'preact';
import type { Store } from '../store.ts';
import { texts } from '../texts.ts';

interface BoundaryProps {
  readonly store: Store;
  readonly children: ComponentChildren;
}

/** Our own fault is shown as such, with what a maintainer needs to know about it; never as an empty panel. */
export class Boundary extends Component<BoundaryProps, { readonly said: boolean }> {
  override state = { said: false };

  override componentDidCatch(error: unknown): void {
    this.props.store.failure.value = error;
  }

  override render(): ComponentChildren {
    const { store, children } = this.props;
    const error = store.failure.value;
    if (error === undefined) return children;
    return (
      <div class="failure" role="alert" data-testid="failure">
        <h2>{texts.failure.title}</h2>
        <p>{texts.failure.hint}</p>
        <pre>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</pre>
        {this.#acts(error)}
      </div>
    );
  }

  #acts(error: unknown): JSX.Element {
    const { store } = this.props;
    return (
      <div class="empty-acts">
        <button
          type="button"
          class="button solid"
          onClick={() => {
            void store.host.copyText(report(store, error)).then(() => this.setState({ said: true }));
          }}
        >
          {this.state.said ? texts.failure.copied : texts.failure.copy}
        </button>
        <button
          type="button"
          class="button solid"
          onClick={() => {
            store.failure.value = undefined;
          }}
        >
          {texts.failure.retry}
        </button>
      </div>
    );
  }
}

/** What happened and where it stood; nothing of what the app said. */
function report({ host, model, layout }: Store, error: unknown): string {
  const { widthPx, heightPx } = layout.peek();
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `${texts.name} (${host.kind})`,
    navigator.userAgent,
    `${new Date().toISOString()}, ${host.connection.peek()}, ${widthPx}×${heightPx}`,
    `rows ${model.firstRow}–${model.endRow}, ${model.entryCount} entries, ${model.sessions.length} sessions`,
    stack,
  ].join('\n');
}
