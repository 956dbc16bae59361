// SPDX-License-Identifier: Apache-2.0
// What was said, oldest first. Every covered place shows as a chip that says what kind it was, never the value.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { api, type Message, type OpenedCase } from './api';
import { Files } from './files';
import type { Keyring } from './keyring';
import { word, when } from './labels';
import { Problem, useAct } from './parts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// What colleagues marked as missed is covered wherever it shows.
export const marksOf = (opened: OpenedCase): string[] =>
  opened.thread.items.filter((m) => m.author === 'note' && m.text_id === 'MASK' && m.text).map((m) => m.text.toLowerCase());

// Covered words that the reporter wants staff to see: what stands for each, and the word.
export const keptIn = (opened: OpenedCase): [string, string][] =>
  opened.thread.items.filter((m) => m.author === 'system' && m.text_id === 'KEEP' && m.aside).map((m) => [m.aside, m.text]);

// The thread as the reporter wants it seen: where a kept word was covered, it stands again, and is covered no more.
export function withKept(message: Message, kept: [string, string][]): Message {
  let { text, covers } = message;
  for (const [mark, wanted] of kept) {
    const size = encoder.encode(mark).length;
    const grown = encoder.encode(wanted).length - size;
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + wanted.length)) {
      const place = encoder.encode(text.slice(0, at)).length;
      text = text.slice(0, at) + wanted + text.slice(at + mark.length);
      covers = covers
        .filter((c) => c.start !== place || c.length !== size)
        .map((c) => (c.start > place ? { ...c, start: c.start + grown } : c));
    }
  }
  const aside = kept.reduce((so, [mark, wanted]) => so.split(mark).join(wanted), message.aside);
  return { ...message, text, covers, aside };
}

export function covered(text: string, marks: string[]): ComponentChildren {
  const low = text.toLowerCase();
  // A letter whose small form is longer would shift every place: then only whole texts are compared.
  if (low.length !== text.length) return marks.some((m) => low.includes(m)) ? <mark title="covered: marked by a colleague">...</mark> : text;
  const out: ComponentChildren[] = [];
  for (let at = 0; at < text.length; ) {
    const next = marks.map((m) => [low.indexOf(m, at), m.length] as const).filter(([from]) => from >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!next) {
      out.push(text.slice(at));
      break;
    }
    out.push(text.slice(at, next[0]), <mark title="covered: marked by a colleague">[COVERED]</mark>);
    at = next[0] + next[1];
  }
  return out;
}

// The covers' places are bytes of UTF-8.
function chips(message: Message, marks: string[]): ComponentChildren {
  if (message.covers.length === 0) return covered(message.text, marks);
  const bytes = encoder.encode(message.text);
  const out: ComponentChildren[] = [];
  let at = 0;
  for (const c of [...message.covers].sort((a, b) => a.start - b.start)) {
    if (c.start < at || c.start + c.length > bytes.length) continue;
    out.push(covered(decoder.decode(bytes.subarray(at, c.start)), marks));
    const shown = decoder.decode(bytes.subarray(c.start, c.start + c.length));
    out.push(<mark title={`covered: ${word(c.kind)}${c.role && c.role !== 'unknown' ? `, ${word(c.role)}` : ''}`}>{shown}</mark>);
    at = c.start + c.length;
  }
  out.push(covered(decoder.decode(bytes.subarray(at)), marks));
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

// A name, a number, a place that redaction let through: selected in the messages, or typed.
function Missed({ id, marked }: { id: string; marked: () => void }) {
  const [text, setText] = useState('');
  const { busy, problem, act } = useAct();
  const takeSelection = (): void => {
    const chosen = getSelection()?.toString().trim() ?? '';
    if (chosen.length >= 2 && chosen.length <= 200) setText(chosen);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await act(() => api.mask(id, text.trim())))) return;
    setText('');
    marked();
  };
  return (
    <details class="note-form" onToggle={takeSelection}>
      <summary onMouseDown={takeSelection} data-testid="missed">Something is not covered</summary>
      <form onSubmit={(e) => void submit(e)}>
        <Problem text={problem} />
        <label>
          What should not be seen: a name, a number, a place
          <input minLength={2} maxLength={200} autocomplete="off" value={text} onInput={(e) => setText(e.currentTarget.value)} data-testid="missed-text" />
        </label>
        <p class="small">It is covered for everybody, wherever it stands in this case, and in what is still to come.</p>
        <button disabled={busy || text.trim().length < 2}>Cover it</button>
      </form>
    </details>
  );
}

export function Thread({ opened, ring, marked }: { opened: OpenedCase; ring: Keyring | null; marked: () => void }) {
  const locked = opened.withheld === 'locked';
  const marks = marksOf(opened);
  const kept = keptIn(opened);
  const shown = opened.thread.items
    .filter((m) => (m.readable || !locked) && m.text_id !== 'MASK')
    .map((m) => (m.text_id === 'KEEP' ? { ...m, aside: '' } : withKept(m, kept)));
  return (
    <section aria-label="Messages" class="thread">
      <h3>Messages</h3>
      {locked && <p class="held">{opened.thread.items.length} messages, sealed.</p>}
      <ol data-testid="thread">
        {shown.map((m, at) => (
          <li class={`message from-${m.author}`} key={m.seq}>
            <p class="who">{author(m)} <time dateTime={m.at}>{when(m.at)}</time></p>
            <p class="words">{m.readable ? chips(m, marks) : 'This message does not open.'}</p>
            {meaning(shown, at) && <p class="small">{meaning(shown, at)}</p>}
            {m.files && m.files.length > 0 && <Files caseId={opened.case.id} files={m.files} ring={ring} shown={(text) => covered(text, marks)} />}
            {m.note && <p class="small">{m.note}</p>}
            {m.aside && <details><summary>Quoted text or signature</summary><p class="words">{covered(m.aside, marks)}</p></details>}
            {m.author === 'operator' && <p class="small" data-failed={m.delivery.startsWith('failed')}>{word(m.delivery)}</p>}
          </li>
        ))}
      </ol>
      {!locked && opened.withheld === null && <Missed id={opened.case.id} marked={marked} />}
    </section>
  );
}
