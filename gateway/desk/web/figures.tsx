// SPDX-License-Identifier: Apache-2.0
// Figures of a quarter that may be published: few people are never counted.
import { useEffect, useState } from 'preact/hooks';
import { api, type Figures } from './api';
import { sentence, word } from './labels';
import { Problem, useAct } from './parts';

const tables: [string, string][] = [
  ['strand', 'Reason, as they see it'], ['level', 'Level'], ['kind', 'Kind'], ['channel', 'How they wrote'], ['language', 'Language'],
  ['completeness', 'How far they got'], ['outcome', 'What came of it'], ['area', 'Place (first half of the postcode)'],
];
const quartersShown = 24;

// The newest first: 2026-Q3, 2026-Q2 ...
function quartersTo(newest: string): string[] {
  const at = Number(newest.slice(0, 4)) * 4 + Number(newest.slice(6)) - 1;
  return Array.from({ length: quartersShown }, (_, i) => `${Math.floor((at - i) / 4)}-Q${((at - i) % 4) + 1}`);
}
function inAll(cases: number | null): string {
  if (cases === null) return 'Fewer than 5 cases: too few to say more.';
  return cases === 0 ? 'No cases in this quarter.' : `About ${cases} cases.`;
}
const count = (n: number | null): string => (n === null ? 'fewer than shown' : String(n));

export function FiguresView() {
  const [figures, setFigures] = useState<Figures | null>(null);
  const { busy, problem, act } = useAct();
  const show = (quarter: string) => act(async () => setFigures(await api.figures(quarter)));
  useEffect(() => {
    void show('');
  }, []);
  const inWords = (by: string, code: string): string => (by === 'area' || by === 'language' ? word(code) : sentence(word(code)));
  return (
    <section class="page" aria-labelledby="figures-title" data-testid="figures">
      <h1 id="figures-title">Figures</h1>
      <Problem text={problem} />
      {figures && (
        <>
          <label>
            Quarter
            <select name="quarter" value={figures.quarter} disabled={busy} onChange={(e) => void show(e.currentTarget.value)}>
              {quartersTo(figures.newest).map((q) => <option value={q}>{q.replace('-', ' ')}</option>)}
            </select>
          </label>
          <p role="status" data-testid="figures-cases"><b>{inAll(figures.cases)}</b></p>
          <p class="small">
            Safe to publish: 1 to 4 are not shown (places: 1 to 9), the rest is rounded to 5. A report is not a crime, and one event may have several reports.
            Cases that their reporters took back are not counted. Those whose time is over are, by their codes alone.
          </p>
          {tables.filter(([by]) => figures.tables[by]).map(([by, title]) => (
            <table data-testid={`figures-${by}`}>
              <caption>{title}</caption>
              <thead><tr><th scope="col">{title.split(' (')[0]}</th><th scope="col">Cases</th></tr></thead>
              <tbody>{figures.tables[by]?.map((r) => <tr><th scope="row">{inWords(by, r.code)}</th><td>{count(r.cases)}</td></tr>)}</tbody>
            </table>
          ))}
        </>
      )}
    </section>
  );
}
