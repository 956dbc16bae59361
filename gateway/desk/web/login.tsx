// SPDX-License-Identifier: Apache-2.0
import { useState } from 'preact/hooks';
import { api, type Session } from './api';
import { derive, usable, type Derived } from './keyring';
import { needsHttps } from './keys';
import { Problem, useAct } from './parts';

export function Login({ done }: { done: (session: Session, derived: Derived) => void }) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, act } = useAct();
  const submit = (event: Event): void => {
    event.preventDefault();
    void act(async () => {
      const derived = await derive(login, password);
      done(await api.signIn(login, derived.proof), derived);
    });
  };
  if (!usable()) return needsHttps();
  return (
    <main class="login">
      <form onSubmit={submit} data-testid="login">
        <h1>Desk</h1>
        <Problem text={problem} />
        <label>
          Login
          <input name="login" autocomplete="username" required autofocus value={login} onInput={(e) => setLogin(e.currentTarget.value)} />
        </label>
        <label>
          Passphrase
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={(e) => setPassword(e.currentTarget.value)}
          />
        </label>
        <button class="main" disabled={busy}>
          Sign in
        </button>
      </form>
    </main>
  );
}
