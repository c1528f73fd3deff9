// The turns of a conversation, with what each answer took.
import { useEffect, useRef } from 'preact/hooks';
import { AttentionView } from './attention-view.tsx';
import type { AnswerStats, Turn } from './conversation.ts';

const speakers = { user: 'You', assistant: 'Model', tool: 'Tool' } as const;

interface ConversationViewProps {
  readonly turns: readonly Turn[];
  readonly isBusy: boolean;
  /** For what is asked about an answer. */
  readonly token: string;
}

export function ConversationView({ turns, isBusy, token }: ConversationViewProps) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [turns]);
  return (
    <section class="conversation" aria-label="Conversation" aria-busy={isBusy}>
      {turns.length === 0 && <p class="empty">Nothing has been asked yet.</p>}
      {turns.map((turn, i) => (
        <article key={i} class={turn.role}>
          <h2>{speakers[turn.role]}</h2>
          <TurnBody turn={turn} isWriting={isBusy && i === turns.length - 1} token={token} />
        </article>
      ))}
      <div class="end" ref={end} />
      <p class="announcement" role="status">
        {announcement(turns, isBusy)}
      </p>
    </section>
  );
}

function TurnBody({ turn, isWriting, token }: { turn: Turn; isWriting: boolean; token: string }) {
  if (turn.role !== 'assistant') return <p class="text">{turn.content}</p>;
  return (
    <>
      <p class={isWriting ? 'text writing' : 'text'}>{turn.content}</p>
      {turn.toolCalls.map((call) => (
        <p key={call.id} class="call">
          calls <code>{`${call.name}(${call.arguments})`}</code>
        </p>
      ))}
      {turn.error !== undefined && (
        <p class="problem" role="alert">
          {turn.error}
        </p>
      )}
      {turn.stats && <p class="stats">{statsLine(turn.stats)}</p>}
      {turn.stats && turn.request && turn.content !== '' && (
        <AttentionView request={turn.request} answer={turn.content} token={token} />
      )}
    </>
  );
}

/** For screen readers, which are told of whole answers and not of each piece. */
function announcement(turns: readonly Turn[], isBusy: boolean): string {
  if (isBusy) return 'The model is answering.';
  const last = turns.at(-1);
  return last?.role === 'assistant' ? `Answer: ${last.content}` : '';
}

/** What an answer took, for example `4 tokens in, 20 out · 31.2 tokens/s · first after 0.1 s · stop`. */
export function statsLine(stats: AnswerStats): string {
  const { promptTokens, completionTokens, firstTokenMs, finishReason } = stats;
  const perSecond = tokensPerSecond(stats);
  return [
    `${promptTokens} tokens in, ${completionTokens} out`,
    perSecond !== null && `${perSecond.toFixed(perSecond < 100 ? 1 : 0)} tokens/s`,
    `first after ${(firstTokenMs / 1000).toFixed(2)} s`,
    finishReason,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** An answer that arrives in less time came in one piece: how long it was written cannot be seen. */
const leastWritingMs = 20;

function tokensPerSecond({ completionTokens, firstTokenMs, writingMs }: AnswerStats): number | null {
  if (completionTokens < 2) return null;
  if (writingMs < leastWritingMs) return (completionTokens * 1000) / Math.max(1, firstTokenMs + writingMs);
  // The first token's time is the prompt's.
  return ((completionTokens - 1) * 1000) / writingMs;
}
