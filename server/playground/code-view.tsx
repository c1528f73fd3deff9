// A request as code, in a tab for each way to ask.
import { useState } from 'preact/hooks';
import { codeSample, type Language, languages } from './code-samples.ts';
import type { Settings, Turn } from './conversation.ts';

export function CodeView({ settings, turns }: { settings: Settings; turns: readonly Turn[] }) {
  const [language, setLanguage] = useState<Language>('curl');
  const [isCopied, setCopied] = useState(false);
  const code = sampleOrReason(language, settings, turns);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  }

  return (
    <details class="code-view">
      <summary>This request as code</summary>
      <fieldset>
        <legend class="announcement">Language</legend>
        {languages.map((name) => (
          <label key={name} class={name === language ? 'tab chosen' : 'tab'}>
            <input
              type="radio"
              name="language"
              checked={name === language}
              onChange={() => {
                setLanguage(name);
                setCopied(false);
              }}
            />
            {name}
          </label>
        ))}
      </fieldset>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
      <section tabIndex={0} aria-label={`Request as ${language}`}>
        <pre>{code}</pre>
      </section>
      {/* Browsers have a clipboard only on pages that arrived securely. */}
      {isSecureContext && (
        <button type="button" class="quiet" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
      )}
    </details>
  );
}

function sampleOrReason(language: Language, settings: Settings, turns: readonly Turn[]): string {
  try {
    return codeSample(language, settings, turns, location.origin);
  } catch (error) {
    return `The JSON schema is not JSON: ${(error as Error).message}`;
  }
}
