// Asks for the API token, once for each tab.
import { useState } from 'preact/hooks';

interface TokenFormProps {
  /** Why the last token did not work; empty before the first. */
  readonly problem: string;
  readonly isWaiting: boolean;
  readonly onToken: (token: string) => void;
}

export function TokenForm({ problem, isWaiting, onToken }: TokenFormProps) {
  const [text, setText] = useState('');
  return (
    <main class="welcome">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') onToken(text.trim());
        }}
      >
        <label for="token">API token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          aria-describedby="token-help"
        />
        <p id="token-help">
          <code>tramontane serve</code> prints it, unless you chose your own. It stays in this tab and goes to this
          server only.
        </p>
        {problem !== '' && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" disabled={isWaiting || text.trim() === ''}>
          Open the playground
        </button>
      </form>
    </main>
  );
}
