// The whole page: who holds which state, and what happens when the user sends, stops or starts again.
import { useEffect, useRef, useState } from 'preact/hooks';
import { listModels, type PartialAnswer, ServerRefusal, streamAnswer } from './ask-server.ts';
import { callCalculator } from './calculator.ts';
import { CodeView } from './code-view.tsx';
import { firstSettings, lastAsked, requestOf, type Settings, type Turn } from './conversation.ts';
import { ConversationView } from './conversation-view.tsx';
import { SettingsForm } from './settings-form.tsx';
import { TokenForm } from './token-form.tsx';

/** Where this tab keeps the token. It is gone when the tab closes. */
const tokenKey = 'tramontane-token';
/** Most answers to one question: a model may call its tool again and again. */
const maxToolRounds = 5;

export function App() {
  const [token, setToken] = useState(() => sessionStorage.getItem(tokenKey) ?? '');
  const [models, setModels] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState('');
  const [settings, setSettings] = useState<Settings>(firstSettings);

  useEffect(() => {
    if (token === '') return;
    listModels(token).then(
      (names) => {
        sessionStorage.setItem(tokenKey, token);
        setModels(names);
        setSettings((old) => ({ ...old, model: names.includes(old.model) ? old.model : (names[0] ?? '') }));
      },
      (error: Error) => {
        setProblem(
          error instanceof ServerRefusal && error.status === 401
            ? 'The server does not know this token.'
            : error.message,
        );
        forget();
      },
    );
  }, [token]);

  function forget(): void {
    sessionStorage.removeItem(tokenKey);
    setToken('');
    setModels([]);
  }

  return (
    <>
      <header>
        <h1>Tramontane</h1>
        <nav aria-label="Pages">
          <a href="docs">API</a>
          {models.length > 0 && (
            <button type="button" class="quiet" onClick={forget}>
              Forget the token
            </button>
          )}
        </nav>
      </header>
      {models.length === 0 ? (
        <TokenForm
          problem={problem}
          isWaiting={token !== ''}
          onToken={(text) => {
            setProblem('');
            setToken(text);
          }}
        />
      ) : (
        <Chat token={token} models={models} settings={settings} onSettings={setSettings} />
      )}
    </>
  );
}

interface ChatProps {
  readonly token: string;
  readonly models: readonly string[];
  readonly settings: Settings;
  readonly onSettings: (settings: Settings) => void;
}

function Chat({ token, models, settings, onSettings }: ChatProps) {
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [draft, setDraft] = useState('');
  const [isBusy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function send(): Promise<void> {
    if (isBusy || draft.trim() === '') return;
    const asked: Turn[] = [...turns, { role: 'user', content: draft }];
    setDraft('');
    setBusy(true);
    running.current = new AbortController();
    await answer(asked, running.current.signal);
    running.current = null;
    setBusy(false);
  }

  /** Answers until the model calls no tool. */
  async function answer(asked: readonly Turn[], signal: AbortSignal): Promise<void> {
    let known = asked;
    for (let round = 0; round < maxToolRounds; round++) {
      const answered = await answerOnce(known, signal);
      if (answered.role !== 'assistant' || answered.toolCalls.length === 0 || signal.aborted) return;
      const results = answered.toolCalls.map(
        ({ id, name, arguments: text }): Turn => ({ role: 'tool', callId: id, name, content: callCalculator(text) }),
      );
      known = [...known, answered, ...results];
      setTurns(known);
    }
  }

  async function answerOnce(known: readonly Turn[], signal: AbortSignal): Promise<Turn> {
    let turn: Turn = { role: 'assistant', content: '', toolCalls: [] };
    let frame = 0;
    /** Once a frame is enough: a fast engine sends more pieces than a page can show. */
    const show = (part: PartialAnswer | { error: string }) => {
      turn = { ...turn, ...part } as Turn;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setTurns([...known, turn]);
      });
    };
    show({ content: '', toolCalls: [] });
    try {
      const request = requestOf(settings, known);
      turn = { ...turn, request };
      for await (const part of streamAnswer(request, token, signal)) show(part);
    } catch (error) {
      if (!signal.aborted) show({ error: (error as Error).message });
    }
    cancelAnimationFrame(frame);
    setTurns([...known, turn]);
    return turn;
  }

  // The request that is being written, or the last one that was sent.
  const shown: readonly Turn[] = draft === '' ? lastAsked(turns) : [...turns, { role: 'user', content: draft }];
  return (
    <div class="columns">
      <SettingsForm settings={settings} models={models} onChange={onSettings} />
      <main>
        <ConversationView turns={turns} isBusy={isBusy} token={token} />
        <Composer
          draft={draft}
          isBusy={isBusy}
          isEmpty={turns.length === 0}
          onDraft={setDraft}
          onSend={() => void send()}
          onStop={() => running.current?.abort()}
          onClear={() => setTurns([])}
        />
        <CodeView settings={settings} turns={shown} />
      </main>
    </div>
  );
}

interface ComposerProps {
  readonly draft: string;
  readonly isBusy: boolean;
  readonly isEmpty: boolean;
  readonly onDraft: (text: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
  readonly onClear: () => void;
}

function Composer({ draft, isBusy, isEmpty, onDraft, onSend, onStop, onClear }: ComposerProps) {
  /** Enter sends, Shift+Enter makes a line, Escape stops. An Enter that ends the choice of a character is not ours. */
  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') onStop();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    onSend();
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <label for="draft">Your message</label>
      <textarea
        id="draft"
        rows={3}
        value={draft}
        onInput={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={onKey}
        placeholder="Enter sends, Shift+Enter makes a new line"
      />
      <div class="buttons">
        {isBusy ? (
          <button type="button" onClick={onStop}>
            Stop
          </button>
        ) : (
          <button type="submit" disabled={draft.trim() === ''}>
            Send
          </button>
        )}
        <button type="button" class="quiet" disabled={isBusy || isEmpty} onClick={onClear}>
          New conversation
        </button>
      </div>
    </form>
  );
}
