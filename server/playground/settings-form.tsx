// The settings of the next answer: model, system prompt, sampling, form of the answer, tools.
import type { ComponentChildren } from 'preact';
import type { Settings } from './conversation.ts';

interface SettingsFormProps {
  readonly settings: Settings;
  readonly models: readonly string[];
  readonly onChange: (settings: Settings) => void;
}

export function SettingsForm({ settings, models, onChange }: SettingsFormProps) {
  const change = (changed: Partial<Settings>) => onChange({ ...settings, ...changed });
  const isChat = settings.mode === 'chat';
  return (
    <form class="settings" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <Choice label="Model" value={settings.model} options={models} onChange={(model) => change({ model })} />
      <Choice
        label="Mode"
        value={settings.mode}
        options={['chat', 'raw']}
        onChange={(mode) => change({ mode: mode as Settings['mode'] })}
      />
      <details open={matchMedia('(min-width: 60rem)').matches}>
        <summary>More settings</summary>
        {isChat && (
          <Field label="System prompt">
            <textarea
              rows={3}
              value={settings.system}
              onInput={(event) => change({ system: event.currentTarget.value })}
            />
          </Field>
        )}
        <div class="numbers">
          <NumberField
            label="Temperature"
            value={settings.temperature}
            min={0}
            max={5}
            step={0.1}
            onChange={(temperature) => change({ temperature })}
          />
          <NumberField
            label="Top p"
            value={settings.topP}
            min={0}
            max={1}
            step={0.05}
            onChange={(topP) => change({ topP })}
          />
          <NumberField
            label="Most tokens"
            value={settings.maxTokens}
            min={1}
            step={1}
            onChange={(maxTokens) => change({ maxTokens })}
          />
          <NumberField label="Seed" value={settings.seed} min={1} step={1} onChange={(seed) => change({ seed })} />
        </div>
        {isChat && <AnswerForm settings={settings} change={change} />}
      </details>
    </form>
  );
}

function AnswerForm({ settings, change }: { settings: Settings; change: (changed: Partial<Settings>) => void }) {
  return (
    <>
      <Choice
        label="Answer as"
        value={settings.format}
        options={['text', 'json', 'schema']}
        onChange={(format) => change({ format: format as Settings['format'] })}
      />
      {settings.format === 'schema' && (
        <Field label="JSON schema">
          <textarea
            class="code"
            rows={8}
            spellcheck={false}
            value={settings.schema}
            onInput={(event) => change({ schema: event.currentTarget.value })}
          />
        </Field>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={settings.calculator}
          onChange={(event) => change({ calculator: event.currentTarget.checked })}
        />
        Offer a calculator as a tool
      </label>
    </>
  );
}

/** A label around its control. */
function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly min: number;
  readonly max?: number;
  readonly step: number;
  /** null: the server's default. */
  readonly onChange: (value: number | null) => void;
}

function NumberField({ label, value, onChange, ...limits }: NumberFieldProps) {
  return (
    <Field label={label}>
      <input
        type="number"
        placeholder="default"
        value={value ?? ''}
        {...limits}
        onInput={({ currentTarget: { value: text, valueAsNumber } }) => onChange(text === '' ? null : valueAsNumber)}
      />
    </Field>
  );
}
