// SPDX-License-Identifier: Apache-2.0
// The acts that end or move a claim, each with what the handbook asks for.
import { useEffect, useState } from 'preact/hooks';
import { api, type Json, type Level, type OpenedCase, type Operator } from './api';
import { levelName, levels, outcomes, word } from './labels';
import { Dialog, Problem, useAct } from './parts';

interface Props {
  opened: OpenedCase;
  lease: number;
  close: () => void;
}

export function WrapUp({ opened, lease, close }: Props) {
  const [outcome, setOutcome] = useState('');
  const [promised, setPromised] = useState('');
  const [followUp, setFollowUp] = useState('');
  const { busy, problem, act } = useAct();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body: Record<string, Json> = { lease_number: lease, outcome };
    if (promised.trim()) body['promised'] = promised.trim();
    if (followUp) body['follow_up'] = followUp;
    if (await act(() => api.close(opened.case.id, body))) close();
  };
  return (
    <Dialog title="Wrap up" close={close}>
      <form onSubmit={(e) => void submit(e)}>
        <Problem text={problem} />
        <label>
          What came of it
          <select required name="outcome" value={outcome} onChange={(e) => setOutcome(e.currentTarget.value)}>
            <option value="">Choose one</option>
            {outcomes.map((o) => <option value={o}>{word(o)}</option>)}
          </select>
        </label>
        <label>What was promised, if anything <textarea maxLength={1000} value={promised} onInput={(e) => setPromised(e.currentTarget.value)} /></label>
        <label>Follow up on <input type="date" value={followUp} onInput={(e) => setFollowUp(e.currentTarget.value)} /></label>
        <div class="buttons">
          <button class="main" disabled={busy}>Close the case</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}

export function HandOver({ opened, lease, close }: Props) {
  const [people, setPeople] = useState<Operator[]>([]);
  const [to, setTo] = useState('');
  const { busy, problem, act } = useAct();
  useEffect(() => {
    void act(async () => setPeople((await api.operators()).items.filter((o) => !o.disabled && o.id !== opened.case.claim.by?.id)));
  }, []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await act(() => api.handOver(opened.case.id, lease, Number(to)))) close();
  };
  return (
    <Dialog title="Hand over" close={close}>
      <form onSubmit={(e) => void submit(e)}>
        <Problem text={problem} />
        <label>
          To
          <select required value={to} onChange={(e) => setTo(e.currentTarget.value)}>
            <option value="">Choose a colleague</option>
            {people.map((p) => <option value={p.id}>{p.display}</option>)}
          </select>
        </label>
        <div class="buttons">
          <button class="main" disabled={busy}>Hand over</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}

export function SetLevel({ opened, lease, close }: Props) {
  const [level, setLevel] = useState<Level>(opened.case.level);
  const [why, setWhy] = useState('');
  const { busy, problem, act } = useAct();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await act(() => api.level(opened.case.id, level, why, lease))) close();
  };
  return (
    <Dialog title="Change the level" close={close}>
      <form onSubmit={(e) => void submit(e)}>
        <Problem text={problem} />
        <label>
          Level
          <select value={level} onChange={(e) => setLevel(e.currentTarget.value as Level)}>
            {levels.map((l) => <option value={l}>{levelName[l]}</option>)}
          </select>
        </label>
        <label>Why <textarea required minLength={3} maxLength={500} value={why} onInput={(e) => setWhy(e.currentTarget.value)} /></label>
        <div class="buttons">
          <button class="main" disabled={busy}>Save</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}
