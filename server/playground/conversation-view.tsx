// The turns of a conversation, with what each answer took.
import { useEffect, useRef } from 'preact/hooks';
import type { AnswerStats, Turn } from './conversation.ts';

const speakers = { user: 'You', assistant: 'Model', tool: 'Tool' } as const;

export function ConversationView({ turns, isBusy }: { turns: readonly Turn[]; isBusy: boolean }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [turns]);
  return (
    <section class="conversation" aria-label="Conversation" aria-busy={isBusy}>
      {turns.length === 0 && <p class="empty">Nothing has been asked yet.</p>}
      {turns.map((turn, i) => (
        <article key={i} class={turn.role}>
          <h2>{speakers[turn.role]}</h2>
          <TurnBody turn={turn} isWriting={isBusy && i === turns.length - 1} />
        </article>
      ))}
      <div ref={end} />
      <p class="announcement" role="status">
        {announcement(turns, isBusy)}
      </p>
    </section>
  );
}

function TurnBody({ turn, isWriting }: { turn: Turn; isWriting: boolean }) {
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
  const { promptTokens, completionTokens, firstTokenMs, writingMs, finishReason } = stats;
  // The first token's time is the prompt's.
  const perSecond = completionTokens > 1 && writingMs > 0 ? ((completionTokens - 1) * 1000) / writingMs : null;
  return [
    `${promptTokens} tokens in, ${completionTokens} out`,
    perSecond !== null && `${perSecond.toFixed(perSecond < 100 ? 1 : 0)} tokens/s`,
    `first after ${(firstTokenMs / 1000).toFixed(2)} s`,
    finishReason,
  ]
    .filter(Boolean)
    .join(' · ');
}
