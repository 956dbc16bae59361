// SPDX-License-Identifier: Apache-2.0
// One page of what the record says: what, why, where, when, before, now, wants. The narrative comes after it.
import type { Json, JsonRecord, OpenedCase } from './api';
import { covered, marksOf } from './thread';
import { isEmpty, say, word } from './labels';

const part = (record: JsonRecord, path: string): Json | undefined =>
  path.split('.').reduce<Json | undefined>(
    (at, name) => (at && typeof at === 'object' && !Array.isArray(at) ? at[name] : undefined),
    record,
  );

const rows: [string, string[]][] = [
  ['Who', ['reporter.role']],
  ['What', ['acts', 'weapon', 'injury_level']],
  ['Why', ['strands', 'perceived_religion', 'targeted_group_text']],
  ['Where', ['place.type', 'place.text', 'place.area']],
  ['When', ['when.precision', 'when.time_band', 'when.earliest']],
  ['Before', ['repeat.level', 'repeat.worsening']],
  ['Done by', ['perpetrator.relation']],
  ['Now', ['impact', 'needs']],
  ['About them', ['demographics.age_band_5', 'demographics.gender', 'demographics.ethnic_group']],
];

const free = new Set(['place.text', 'targeted_group_text', 'when.earliest', 'place.area', 'when.time_band', 'demographics.age_band_5']);

function line(record: JsonRecord, paths: string[]): string {
  const told = paths.filter((p) => !isEmpty(part(record, p)));
  if (told.length === 0) return say(part(record, paths[0] as string));
  return told
    .map((p) => {
      const value = part(record, p);
      if (p === 'repeat.worsening') return value === true ? 'getting worse' : '';
      return free.has(p) && typeof value === 'string' ? value : say(value);
    })
    .filter(Boolean)
    .join(' · ');
}

export function Summary({ opened }: { opened: OpenedCase }) {
  const record = opened.record;
  if (!record) {
    const why = {
      wiped: 'Everything of this case was wiped, as the reporter asked.',
      locked: 'This report is sealed, and you have no key to it yet. Ask a supervisor for access.',
      unreadable: 'This record does not open. Tell whoever runs the gateway.',
    };
    return <p class="warning" data-testid="withheld">{why[opened.withheld ?? 'unreadable']}</p>;
  }
  const narrative = part(record, 'narrative');
  const own = part(record, 'own_words');
  return (
    <section aria-label="Record" class="record">
      <dl>
        {rows.map(([name, paths]) => {
          const empty = paths.every((p) => isEmpty(part(record, p)));
          return (
            <div class={empty ? 'nothing' : ''}>
              <dt>{name}</dt>
              <dd>{line(record, paths)}</dd>
            </div>
          );
        })}
      </dl>
      {typeof narrative === 'string' && (
        <>
          <h3>In their words</h3>
          <p class="narrative" data-testid="narrative">{covered(narrative, marksOf(opened))}</p>
        </>
      )}
      {Array.isArray(own) && own.length > 0 && (
        <details>
          <summary>Answers that fit no choice</summary>
          <ul>{own.map((o) => typeof o === 'object' && o && !Array.isArray(o) && <li>{word(String(o['about'] ?? ''))}: {covered(String(o['text'] ?? ''), marksOf(opened))}</li>)}</ul>
        </details>
      )}
      {opened.triage && (
        <details>
          <summary>Why this level: {opened.triage.score} points{opened.triage.incomplete ? ', some answers are missing' : ''}</summary>
          <ul>
            {opened.triage.overrides.map((o) => <li><b>{word(o)}</b>: immediate whatever the points</li>)}
            {opened.triage.reasons.map((r) => <li>{r}</li>)}
          </ul>
        </details>
      )}
    </section>
  );
}

export function Consent({ opened }: { opened: OpenedCase }) {
  return (
    <ul class="consent" aria-label="What the reporter allowed">
      {opened.consent.ribbon.filter((c) => c.state !== 'none').map((c) => (
        <li data-state={c.state}><span aria-hidden="true">{c.state === 'given' ? '✓' : '✕'}</span> {word(c.body)}{c.state === 'withdrawn' ? ' (withdrawn)' : ''}</li>
      ))}
    </ul>
  );
}
