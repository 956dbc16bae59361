// SPDX-License-Identifier: Apache-2.0
// What was said, oldest first. Every covered place shows as a chip that says what kind it was, never the value.
import type { ComponentChildren } from 'preact';
import type { Message, OpenedCase } from './api';
import { word, when } from './labels';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// The covers' places are bytes of UTF-8.
function chips(message: Message): ComponentChildren {
  if (message.covers.length === 0) return message.text;
  const bytes = encoder.encode(message.text);
  const out: ComponentChildren[] = [];
  let at = 0;
  for (const c of [...message.covers].sort((a, b) => a.start - b.start)) {
    if (c.start < at || c.start + c.length > bytes.length) continue;
    out.push(decoder.decode(bytes.subarray(at, c.start)));
    const shown = decoder.decode(bytes.subarray(c.start, c.start + c.length));
    out.push(<mark title={`covered: ${word(c.kind)}${c.role && c.role !== 'unknown' ? `, ${word(c.role)}` : ''}`}>{shown}</mark>);
    at = c.start + c.length;
  }
  out.push(decoder.decode(bytes.subarray(at)));
  return out;
}

// What a number meant: the label of the choice it answers, when the question before it had choices.
function meaning(items: Message[], at: number): string {
  const m = items[at];
  const asked = items.slice(0, at).reverse().find((i) => i.author === 'gateway');
  if (!m || m.author !== 'reporter' || !asked || !/^[\d\s,]{1,20}$/.test(m.text)) return '';
  const sent = new Set(m.text.split(/[\s,]+/));
  return asked.choices.filter((c) => sent.has(c.send)).map((c) => c.label).join(', ');
}

function author(m: Message): string {
  if (m.author === 'reporter') return 'Reporter';
  if (m.author === 'operator') return m.by?.display ?? 'Operator';
  if (m.author === 'note') return `Note by ${m.by?.display ?? 'an operator'}`;
  return m.author === 'gateway' ? 'Earshot' : 'System';
}

export function Thread({ opened }: { opened: OpenedCase }) {
  const locked = opened.withheld === 'locked';
  const shown = opened.thread.items.filter((m) => m.readable || !locked);
  return (
    <section aria-label="Messages" class="thread">
      <h3>Messages</h3>
      {locked && <p class="held">{opened.thread.items.length} messages, sealed.</p>}
      <ol data-testid="thread">
        {shown.map((m, at) => (
          <li class={`message from-${m.author}`} key={m.seq}>
            <p class="who">{author(m)} <time dateTime={m.at}>{when(m.at)}</time></p>
            <p class="words">{m.readable ? chips(m) : 'This message does not open.'}</p>
            {meaning(shown, at) && <p class="small">{meaning(shown, at)}</p>}
            {m.note && <p class="small">{m.note}</p>}
            {m.aside && <details><summary>Quoted text or signature</summary><p class="words">{m.aside}</p></details>}
            {m.author === 'operator' && <p class="small" data-failed={m.delivery.startsWith('failed')}>{word(m.delivery)}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
