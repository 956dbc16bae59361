// SPDX-License-Identifier: Apache-2.0
// What waits for a second person, and what a third one has to look at next day. For supervisors and administrators.
import { useEffect, useState } from 'preact/hooks';
import type { Operator } from './api';
import { glass, groundName, reasonName, tellingName, type GlassRequest } from './glass_api';
import { derive } from './keyring';
import { when, word } from './labels';
import { Dialog, Problem, useAct } from './parts';

export function GlassPage({ me, tick }: { me: Operator; tick: number }) {
  const [items, setItems] = useState<GlassRequest[] | null>(null);
  const [allowing, setAllowing] = useState<GlassRequest | null>(null);
  const { busy, problem, act } = useAct();
  const load = () => act(async () => setItems((await glass.list()).items));
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), 30000);
    return () => clearInterval(timer);
  }, [tick]);
  const does = (work: () => Promise<unknown>) => async (): Promise<void> => {
    if (await act(work)) await load();
  };
  const waiting = items?.filter((r) => r.state === 'asked' || r.state === 'allowed') ?? [];
  const unreviewed = items?.filter((r) => r.state === 'opened' && !r.reviewed) ?? [];
  const others = items?.filter((r) => !waiting.includes(r) && !unreviewed.includes(r)) ?? [];
  return (
    <section class="page" aria-labelledby="glass-title">
      <h1 id="glass-title">Break-glass</h1>
      <p>A number is opened by two people, for a life, a child, the law, or because the person agreed. You decide whether that is so here.</p>
      <Problem text={problem} />
      <h2>Wait for a second person</h2>
      {waiting.length === 0 && <p class="small">Nothing waits.</p>}
      <ul class="glass-list" data-testid="glass-to-answer">
        {waiting.map((r) => (
          <li class="card wide">
            <Facts request={r} me={me} />
            <div class="buttons">
              {r.may_allow && <button class="main" disabled={busy} data-testid="glass-allow" onClick={() => setAllowing(r)}>Allow</button>}
              {r.may_refuse && <button disabled={busy} data-testid="glass-refuse" onClick={() => void does(() => glass.refuse(r.id))()}>{r.asked_by?.id === me.id ? 'Take back' : 'Refuse'}</button>}
            </div>
            {r.asked_by?.id === me.id && r.state === 'asked' && <p class="small">You asked for this. Another person must allow it.</p>}
          </li>
        ))}
      </ul>
      <h2>Opened, to be looked at next day</h2>
      {unreviewed.length === 0 && <p class="small">Nothing to look at.</p>}
      <ul class="glass-list" data-testid="glass-to-review">
        {unreviewed.map((r) => (
          <li class="card wide">
            <Facts request={r} me={me} />
            {r.may_review ? (
              <div class="buttons">
                <button class="main" disabled={busy} data-testid="glass-in-order" onClick={() => void does(() => glass.review(r.id, 'in_order'))()}>It was in order</button>
                <button disabled={busy} onClick={() => void does(() => glass.review(r.id, 'to_follow_up'))()}>Needs following up</button>
              </div>
            ) : (
              <p class="small">A third person looks at it: neither who asked nor who allowed it.</p>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>Before ({others.length})</summary>
          <table>
            <thead><tr><th>Asked</th><th>By</th><th>Why</th><th>What became of it</th></tr></thead>
            <tbody>
              {others.map((r) => (
                <tr><td>{when(r.asked)}</td><td>{r.asked_by?.display}</td><td>{reasonName(r.reason)}</td><td>{r.state}{r.reviewed ? `, reviewed by ${r.reviewed_by?.display}: ${word(r.finding)}` : ''}</td></tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      {allowing && <Allow request={allowing} me={me} close={(again) => { setAllowing(null); if (again) void load(); }} />}
    </section>
  );
}

function Facts({ request: r, me }: { request: GlassRequest; me: Operator }) {
  return (
    <>
      <h3>{reasonName(r.reason)}</h3>
      <p>
        Asked by <b>{r.asked_by?.display}</b> at {when(r.asked)}, because of {groundName(r.ground)}
        {r.level_set_by && <>, <b>which {r.level_set_by.display} set by hand</b></>}. The case is {r.level ? word(r.level) : 'gone'}, by {word(r.channel ?? '')}.
        {' '}{tellingName(r.telling)}.
      </p>
      {r.decided_by && <p class="small">{r.state === 'allowed' ? `Allowed by ${r.decided_by.display}. ${r.asked_by?.display} may open it until ${when(r.open_by ?? '')}.` : `Allowed by ${r.decided_by.display}${r.opened ? `, opened at ${when(r.opened)}` : ''}.`}</p>}
      {r.state === 'asked' && <p class="small">Lapses at {when(r.answer_by)}.</p>}
      {me.role !== 'admin' && <p><a href={`#/case/${r.case}`}>Read the case</a>: what {r.asked_by?.display} wrote stands in its thread.</p>}
    </>
  );
}

// The passphrase once more: a console that somebody left open must not be the second person.
function Allow({ request, me, close }: { request: GlassRequest; me: Operator; close: (again: boolean) => void }) {
  const [passphrase, setPassphrase] = useState('');
  const { busy, problem, act } = useAct();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const allow = async (): Promise<void> => {
      const { proof } = await derive(me.login ?? '', passphrase);
      await glass.allow(request.id, proof);
    };
    if (await act(allow)) close(true);
  };
  return (
    <Dialog title="Allow it" close={() => close(false)}>
      <form onSubmit={(e) => void submit(e)}>
        <p>{reasonName(request.reason)}. {request.asked_by?.display} will see the number once. Your name stands beside theirs in the audit log.</p>
        <Problem text={problem} />
        <label>Your passphrase <input type="password" name="glass-passphrase" required autocomplete="current-password" value={passphrase} onInput={(e) => setPassphrase(e.currentTarget.value)} /></label>
        <div class="buttons">
          <button class="main" disabled={busy} data-testid="glass-allow-now">Allow</button>
          <button type="button" onClick={() => close(false)}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}
