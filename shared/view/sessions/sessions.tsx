import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { SessionView, SocketView } from '../../model/types.ts';
import { useStore } from '../parts/context.ts';
import { formatClockSeconds, shortUrl } from '../parts/format.ts';
import { texts } from '../texts.ts';
import { HandshakeCard } from './handshake-card.tsx';
import { placeWords } from './place.ts';
import { sessionTone, socketTone } from './tones.ts';

/** Sessions drawn at first: a client that reconnects all night makes thousands. */
const FIRST_SESSIONS = 50;

/** The newest first, so that what lives is on top; the chosen one opens its handshake card in place. */
export function Sessions(): JSX.Element {
  const store = useStore();
  store.calm.value;
  const shown = useSignal(FIRST_SESSIONS);
  const chosen = store.session.value;
  const all = store.model.sessions;
  const oldest = Math.max(0, all.length - shown.value);
  const list = all.filter(({ id }, index) => index >= oldest || id === chosen).reverse();
  const hidden = all.length - list.length;
  return (
    <nav class="sessions" aria-label={texts.sessions.label}>
      <button
        type="button"
        class="session all"
        aria-pressed={chosen === undefined}
        data-testid="all-sessions"
        onClick={() => store.chooseSession(undefined)}
      >
        <span class="session-name">{texts.sessions.all}</span>
        <span class="number quiet">{all.length}</span>
      </button>
      {list.map((session) => (
        <SessionItem key={session.id} session={session} chosen={session.id === chosen} />
      ))}
      {hidden > 0 && (
        <button
          type="button"
          class="link older"
          onClick={() => {
            shown.value += FIRST_SESSIONS * 4;
          }}
        >
          {texts.sessions.older(hidden)}
        </button>
      )}
      {all.length === 0 && <p class="hint">{texts.sessions.none}</p>}
    </nav>
  );
}

function SessionItem({ session, chosen }: { readonly session: SessionView; readonly chosen: boolean }): JSX.Element {
  const store = useStore();
  const { id, state, transport, kind, end, pendingAcks, previous } = session;
  const words = texts.sessions;
  const where = placeWords(session.recorder, store.model.recorders);
  const when = state === 'closed' && end ? formatClockSeconds(end.at) : '';
  const how = kind === 'raw' ? words.raw : transport === undefined ? '' : texts.transports[transport];
  return (
    <div class={`session-box ${chosen ? 'chosen' : ''}`}>
      <button
        type="button"
        class="session"
        aria-pressed={chosen}
        title={`${session.url}${end ? `\n${end.reason}: ${end.words}` : ''}`}
        data-testid="session"
        data-session={id}
        data-state={state}
        onClick={() => store.chooseSession(chosen ? undefined : id)}
      >
        <span class="session-line">
          <span class={`dot ${sessionTone(state)}`} aria-hidden="true" />
          <span class="session-name">{shortUrl(session.url)}</span>
          <span class="number quiet">{words.number(id)}</span>
        </span>
        <span class="session-line below">
          <span class="session-state">
            {[`${texts.sessionStates[state]}${when && ` ${when}`}`, how].filter(Boolean).join(' · ')}
          </span>
          {pendingAcks > 0 && (
            <span class="pending" title={words.pending(pendingAcks)}>
              <span class="hourglass" aria-hidden="true" />
              <span class="number">{pendingAcks}</span>
              <span class="unseen">{words.pending(pendingAcks)}</span>
            </span>
          )}
        </span>
        {where !== undefined && (
          <span class="session-line below" data-testid="session-place">
            {where}
          </span>
        )}
        {(session.late || previous !== undefined) && (
          <span class="session-line below">
            {[previous === undefined ? '' : words.follows(previous), session.late ? words.late : '']
              .filter(Boolean)
              .join(' · ')}
          </span>
        )}
        {session.sockets.map((socket) => (
          <SocketLine key={socket.nsp} socket={socket} />
        ))}
      </button>
      {chosen && <HandshakeCard session={session} />}
    </div>
  );
}

function SocketLine({ socket }: { readonly socket: SocketView }): JSX.Element {
  const tone = socketTone(socket.state);
  return (
    <span class={`session-line socket ${tone}`} data-nsp={socket.nsp} data-state={socket.state}>
      <span class="nsp">{socket.nsp}</span>
      <span class="socket-state" title={socket.refusal}>
        {texts.socketStates[socket.state]}
        {socket.refusal !== undefined && `: ${socket.refusal}`}
      </span>
    </span>
  );
}
