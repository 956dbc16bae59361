// SPDX-License-Identifier: Apache-2.0
// Stopping answers to somebody who abuses the line, without learning who it is. For supervisors.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { api, type Silence } from './api';
import { when } from './labels';
import { Dialog, Problem, useAct } from './parts';

const choices = [1, 3, 7, 14, 30];

export function SilenceDialog({ id, close }: { id: string; close: () => void }) {
  const [now, setNow] = useState<Silence | null>(null);
  const [days, setDays] = useState(7);
  const { busy, problem, act } = useAct();
  const load = useCallback(() => act(async () => setNow(await api.silence(id))), [id]);
  useEffect(() => {
    void load();
  }, [load]);
  const set = async (count: number): Promise<void> => {
    if (await act(() => api.setSilence(id, count))) await load();
  };
  return (
    <Dialog title="Answers to this sender" close={close}>
      <div class="glass" data-testid="silence">
        <Problem text={problem} />
        {now?.until ? (
          <p role="status" data-testid="silence-state"><b>They get no answers until {when(now.until)}.</b></p>
        ) : (
          <p role="status" data-testid="silence-state">They get answers.</p>
        )}
        {now?.last && (
          <p class="small" data-testid="silence-audit">
            In the audit log: {now.last.action === 'sender.silence' ? `no answers for ${now.last.days} ${now.last.days === 1 ? 'day' : 'days'}` : 'answered again'}, by {now.last.by.display}, {when(now.last.at)}.
          </p>
        )}
        <ul class="plain-list">
          <li>The gateway sends nothing by itself: no question, no receipt, <b>no advice for danger</b>. In new reports from the same number or address too.</li>
          <li>What they write is still read, filed and shown here, and alerts still come up. What an operator writes to them still goes out.</li>
          <li>Nobody learns who it is. It ends by itself.</li>
          <li>Never after one message only: it may be somebody in distress.</li>
        </ul>
        <label>
          For how long
          <select name="silence-days" value={days} onChange={(e) => setDays(Number(e.currentTarget.value))}>
            {choices.map((d) => <option value={d}>{d === 1 ? '1 day' : `${d} days`}</option>)}
          </select>
        </label>
        <div class="buttons">
          <button class="main" disabled={busy} data-testid="silence-set" onClick={() => void set(days)}>Stop answers</button>
          {now?.until && <button disabled={busy} data-testid="silence-undo" onClick={() => void set(0)}>Answer them again</button>}
          <button type="button" onClick={close}>Close</button>
        </div>
      </div>
    </Dialog>
  );
}
