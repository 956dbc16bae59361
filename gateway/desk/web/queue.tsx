// SPDX-License-Identifier: Apache-2.0
// The queue: by level, then by who waits longest.
import { useState } from 'preact/hooks';
import type { Case } from './api';
import { ago, sentence, word } from './labels';
import { LevelTag } from './parts';
import { seenText } from './seen';

const filters: [string, string][] = [['', 'Open'], ['waiting', 'Waiting'], ['claimed', 'Claimed'], ['closed', 'Closed']];

// Codes of every case in the list, and the words of those that were opened here.
function fits(c: Case, sought: string): boolean {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const known = [c.id, c.area, c.channel, c.outcome, ...c.strands, ...c.alerts].join(' ').toLowerCase() + ' ' + c.strands.map(word).join(' ').toLowerCase() + ' ' + (seenText.get(c.id) ?? '');
  return words.every((w) => known.includes(w));
}

export function Queue(props: { cases: Case[] | null; open: string | null; status: string; choose: (status: string) => void }) {
  const now = Date.now();
  const [sought, setSought] = useState('');
  const shown = props.cases?.filter((c) => fits(c, sought));
  return (
    <section class="queue" aria-label="Queue">
      <div class="filters" role="group" aria-label="Show">
        {filters.map(([value, name]) => (
          <button aria-pressed={props.status === value} onClick={() => props.choose(value)}>{name}</button>
        ))}
        <input type="search" aria-label="Search what is open here" placeholder="Search" value={sought} onInput={(e) => setSought(e.currentTarget.value)} data-testid="search" />
      </div>
      {sought && <p class="small search-hint" role="status">{shown?.length ?? 0} found, in the list and in what you have opened since signing in.</p>}
      {props.cases === null && <p class="empty">One moment.</p>}
      {props.cases?.length === 0 && <p class="empty">Nobody is waiting.</p>}
      <ul>
        {shown?.map((c) => (
          <li key={c.id}>
            <a href={`#/case/${c.id}`} class="row" aria-current={props.open === c.id ? 'true' : undefined} data-testid="queue-row">
              <span class="row-top">
                <LevelTag level={c.level} />
                {c.unread && <span class="unread">new</span>}
                <span class={c.overdue ? 'age overdue' : 'age'}>{ago(c.updated, now)}{c.overdue ? ', overdue' : ''}</span>
              </span>
              <span class="row-what">
                {sentence(c.strands.length ? c.strands.map(word).join(', ') : word(c.kind))}
                {c.area && ` · ${c.area}`}
              </span>
              {c.alerts.length > 0 && <span class="alerts">{c.alerts.map(word).join(' · ')}</span>}
              <span class="row-end">
                {word(c.channel)}
                {c.completeness !== 'complete' && ` · ${word(c.completeness)}`}
                {c.claim.held && ` · ${c.claim.mine ? 'yours' : c.claim.by?.display ?? 'claimed'}`}
                {c.status === 'closed' && ` · ${word(c.outcome)}`}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
