// SPDX-License-Identifier: Apache-2.0
// Keeping a case beyond its time, for a reason that the log names. For supervisors.
import { useState } from 'preact/hooks';
import { api } from './api';
import { word } from './labels';
import { Dialog, Problem, useAct } from './parts';

const reasons = ['police', 'legal', 'safeguarding', 'complaint'];

export function HoldDialog({ id, hold, close }: { id: string; hold: string; close: () => void }) {
  const [reason, setReason] = useState(hold || 'police');
  const { busy, problem, act } = useAct();
  const set = async (why: string): Promise<void> => {
    if (await act(() => api.hold(id, why))) close();
  };
  return (
    <Dialog title="Keep beyond its time" close={close}>
      <div class="glass" data-testid="hold">
        <Problem text={problem} />
        <p role="status">{hold ? <b>It is kept: {word(`hold_${hold}`)}.</b> : 'It ends with its time, like every closed case.'}</p>
        <ul class="plain-list">
          <li>What was said in it stays until somebody takes the hold off. The number or address still ends with its own time.</li>
          <li>The person can still wipe it: their DELETE wins over a hold.</li>
          <li>The audit log names you and the reason.</li>
        </ul>
        <label>
          Why
          <select name="hold-reason" value={reason} onChange={(e) => setReason(e.currentTarget.value)}>
            {reasons.map((r) => <option value={r}>{word(`hold_${r}`)}</option>)}
          </select>
        </label>
        <div class="buttons">
          <button class="main" disabled={busy} data-testid="hold-set" onClick={() => void set(reason)}>Keep it</button>
          {hold && <button disabled={busy} data-testid="hold-end" onClick={() => void set('none')}>No longer</button>}
          <button type="button" onClick={close}>Close</button>
        </div>
      </div>
    </Dialog>
  );
}
