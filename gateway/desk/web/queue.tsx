// SPDX-License-Identifier: Apache-2.0
// The queue: by level, then by who waits longest.
import type { Case } from './api';
import { ago, sentence, word } from './labels';
import { LevelTag } from './parts';

const filters: [string, string][] = [['', 'Open'], ['waiting', 'Waiting'], ['claimed', 'Claimed'], ['closed', 'Closed']];

export function Queue(props: { cases: Case[] | null; open: string | null; status: string; choose: (status: string) => void }) {
  const now = Date.now();
  return (
    <section class="queue" aria-label="Queue">
      <div class="filters" role="group" aria-label="Show">
        {filters.map(([value, name]) => (
          <button aria-pressed={props.status === value} onClick={() => props.choose(value)}>{name}</button>
        ))}
      </div>
      {props.cases === null && <p class="empty">One moment.</p>}
      {props.cases?.length === 0 && <p class="empty">Nobody is waiting.</p>}
      <ul>
        {props.cases?.map((c) => (
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
