// SPDX-License-Identifier: Apache-2.0
// Colleagues; an administrator adds and disables them. Everybody changes their own password here.
import { useEffect, useState } from 'preact/hooks';
import { api, type Keys, type Operator, type Role } from './api';
import { derive, wrapUnder, type Keyring } from './keyring';
import { shortestPassphrase } from './keys';
import { TeamKeys } from './team_keys';
import { Problem, useAct } from './parts';

export function Team({ me, ring, keys, reload }: { me: Operator; ring: Keyring | null; keys: Keys | null; reload: () => Promise<void> }) {
  const [people, setPeople] = useState<Operator[]>([]);
  const [secret, setSecret] = useState<{ who: string; password: string } | null>(null);
  const { busy, problem, act } = useAct();
  const load = () => act(async () => setPeople((await api.operators()).items));
  useEffect(() => {
    void load();
  }, []);
  const change = async (o: Operator, body: Record<string, boolean>): Promise<void> => {
    await act(async () => {
      const changed = await api.changeOperator(o.id, body);
      if (changed.password) setSecret({ who: o.display, password: changed.password });
    });
    await load();
  };
  // Who made an account could sign in with it: somebody else says that a person stands behind it.
  const confirm = async (o: Operator): Promise<void> => {
    if (await act(() => api.confirmOperator(o.id))) await load();
  };
  const anyNew = people.some((o) => !o.confirmed && !o.disabled);
  return (
    <section class="page" aria-labelledby="team-title">
      <h1 id="team-title">Team</h1>
      <Problem text={problem} />
      {secret && <p class="warning">First passphrase of {secret.who}, shown once: <code>{secret.password}</code></p>}
      <table>
        <thead><tr><th>Name</th><th>Role</th>{me.role === 'admin' && <th>Login</th>}{me.role === 'admin' && <th>Change</th>}</tr></thead>
        <tbody>
          {people.map((o) => (
            <tr data-disabled={o.disabled}>
              <td>{o.display}</td>
              <td>
                {o.role}{o.disabled ? ', disabled' : ''}
                {!o.confirmed && !o.disabled && <span class="small">, not confirmed</span>}
                {!o.confirmed && !o.disabled && me.role !== 'operator' && o.id !== me.id && (
                  <button disabled={busy} data-testid="confirm-operator" onClick={() => void confirm(o)}>Confirm that it is theirs</button>
                )}
              </td>
              {me.role === 'admin' && <td>{o.login}</td>}
              {me.role === 'admin' && (
                <td class="buttons">
                  {o.id !== me.id && <button disabled={busy} onClick={() => void change(o, { disabled: !o.disabled })}>{o.disabled ? 'Enable' : 'Disable'}</button>}
                  {o.id !== me.id && <button disabled={busy} onClick={() => void change(o, { reset_password: true })}>New passphrase</button>}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {anyNew && <p class="small">Not confirmed: one administrator made the account or set its passphrase. Until another supervisor or administrator has spoken to the person and confirms it, it takes no part in a break-glass.</p>}
      {ring && keys && <TeamKeys me={me} ring={ring} keys={keys} reload={reload} />}
      {me.role === 'admin' && <AddOperator added={(who, password) => { setSecret({ who, password }); void load(); }} />}
      <OwnPassword me={me} ring={ring} keys={keys} />
    </section>
  );
}

function AddOperator({ added }: { added: (who: string, password: string) => void }) {
  const [login, setLogin] = useState('');
  const [display, setDisplay] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const { busy, problem, act } = useAct();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    await act(async () => {
      const made = await api.addOperator(login, display, role);
      added(display, made.password ?? '');
      setLogin('');
      setDisplay('');
    });
  };
  return (
    <form class="card" onSubmit={(e) => void submit(e)}>
      <h2>Add a colleague</h2>
      <Problem text={problem} />
      <label>Login <input required minLength={2} maxLength={64} autocomplete="off" value={login} onInput={(e) => setLogin(e.currentTarget.value)} /></label>
      <label>Name, as colleagues see it <input required maxLength={80} autocomplete="off" value={display} onInput={(e) => setDisplay(e.currentTarget.value)} /></label>
      <label>
        Role
        <select value={role} onChange={(e) => setRole(e.currentTarget.value as Role)}>
          <option value="operator">operator</option>
          <option value="supervisor">supervisor</option>
          <option value="admin">admin</option>
        </select>
      </label>
      <button class="main" disabled={busy}>Add</button>
    </form>
  );
}

function OwnPassword({ me, ring, keys }: { me: Operator; ring: Keyring | null; keys: Keys | null }) {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [saved, setSaved] = useState(false);
  const { busy, problem, act } = useAct();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaved(false);
    const change = async (): Promise<void> => {
      const login = me.login ?? '';
      if (fresh.length < shortestPassphrase) throw new Error(`Take at least ${shortestPassphrase} characters.`);
      if (fresh.toLowerCase().includes(login)) throw new Error('Do not use your login in it.');
      const [before, after] = [await derive(login, old), await derive(login, fresh)];
      if (!ring || !keys?.mine) return void (await api.changePassword(before.proof, after.proof));
      await api.putOwnKeys({ old: before.proof, new: after.proof, public_key: keys.mine.public_key, private_key: await wrapUnder(after.wrap, ring.secret) });
    };
    if (await act(change)) {
      setOld('');
      setFresh('');
      setSaved(true);
    }
  };
  return (
    <form class="card" onSubmit={(e) => void submit(e)}>
      <h2>Your passphrase</h2>
      <Problem text={problem} />
      {saved && <p role="status">Changed. Your other sessions have ended.</p>}
      <label>Now <input type="password" required autocomplete="current-password" value={old} onInput={(e) => setOld(e.currentTarget.value)} /></label>
      <label>New, at least 12 characters <input type="password" required minLength={12} autocomplete="new-password" value={fresh} onInput={(e) => setFresh(e.currentTarget.value)} /></label>
      <button disabled={busy}>Change</button>
    </form>
  );
}
