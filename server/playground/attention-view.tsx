// Where the tokens of a finished answer looked: choose a token and the rows, and see the weights.
import { useEffect, useState } from 'preact/hooks';
import { type Attention, askAttention, type Choice, kindOf, rowsOf, shown } from './attention.ts';
import { AttentionPicture, AttentionTable } from './attention-picture.tsx';
import type { PlaygroundRequest } from './conversation.ts';

interface AttentionViewProps {
  readonly request: PlaygroundRequest;
  readonly answer: string;
  readonly token: string;
}

/** Asks the server only once it is opened. */
export function AttentionView(props: AttentionViewProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="attention-view" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Where the model looked</summary>
      {isOpen && <OpenView {...props} />}
    </details>
  );
}

function OpenView({ request, answer, token }: AttentionViewProps) {
  const [choice, setChoice] = useState<Choice>({ position: undefined, layer: 'all', perHead: false });
  const [told, setTold] = useState<{ readonly told: Attention; readonly choice: Choice } | null>(null);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    const leave = new AbortController();
    askAttention(request, answer, choice, token, leave.signal).then(
      (attention) => {
        setProblem('');
        setTold({ told: attention, choice });
      },
      (error: Error) => leave.signal.aborted || setProblem(error.message),
    );
    return () => leave.abort();
  }, [request, answer, choice, token]);

  if (!told) return problem === '' ? <p role="status">The text is computed again …</p> : <Problem text={problem} />;
  const rows = rowsOf(told.told, told.choice);
  return (
    <>
      <p class="kind">{kindOf(told.told)}.</p>
      <TokenChooser told={told.told} onChoose={(position) => setChoice({ ...choice, position })} />
      <RowChooser told={told.told} choice={choice} onChoose={setChoice} />
      {problem !== '' && <Problem text={problem} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
      <section class="scrolled" tabIndex={0} aria-label="Picture of the weights">
        <AttentionPicture told={told.told} rows={rows} />
      </section>
      <p class="legend">
        {`Each row is one softmax; a stronger colour is a larger weight. The token looks from its own place, and so decides about the one after it.${columnNote(told.told)}`}
      </p>
      <details>
        <summary>As a table</summary>
        <AttentionTable told={told.told} rows={rows} />
      </details>
    </>
  );
}

function Problem({ text }: { text: string }) {
  return (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}

function columnNote({ positions_per_column: n }: Attention): string {
  return n === 1 ? '' : ` The text is long: a column is the sum of ${n} tokens.`;
}

/** Every token as a button; the one that looks is pressed. */
function TokenChooser({ told, onChoose }: { told: Attention; onChoose: (position: number) => void }) {
  return (
    <fieldset class="tokens">
      <legend>Choose the token that looks</legend>
      {told.tokens.map((text, position) => (
        <button
          key={position}
          type="button"
          class={position < told.prompt_tokens ? 'token prompt' : 'token'}
          aria-pressed={position === told.position}
          aria-label={`${shown(text)}, token ${position}${position < told.prompt_tokens ? ' of the prompt' : ''}`}
          onClick={() => onChoose(position)}
        >
          {shown(text)}
        </button>
      ))}
    </fieldset>
  );
}

interface RowChooserProps {
  readonly told: Attention;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}

function RowChooser({ told, choice, onChoose }: RowChooserProps) {
  const { n_layers: nLayers, n_heads: nHeads, n_kv_heads: nKvHeads } = told;
  return (
    <div class="buttons rows">
      <label class="field">
        <span>Layers</span>
        <select
          value={String(choice.layer)}
          onChange={({ currentTarget: { value } }) =>
            onChoose({ ...choice, layer: value === 'all' ? 'all' : Number(value) })
          }
        >
          <option value="all">all, a row each</option>
          {Array.from({ length: nLayers }, (_, layer) => (
            <option key={layer} value={String(layer)}>{`layer ${layer}`}</option>
          ))}
        </select>
      </label>
      {choice.layer !== 'all' && nHeads > nKvHeads && (
        <label class="check">
          <input
            type="checkbox"
            checked={choice.perHead}
            onChange={({ currentTarget: { checked } }) => onChoose({ ...choice, perHead: checked })}
          />
          a row for each head
        </label>
      )}
    </div>
  );
}
