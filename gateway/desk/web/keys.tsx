// SPDX-License-Identifier: Apache-2.0
// Before the Desk: choosing a passphrase, and giving it again after the page was loaded anew.
import { useState } from 'preact/hooks';
import { api, type Keys, type Session } from './api';
import { derive, Keyring, newPair, usable, wrapUnder, type Derived } from './keyring';
import { Problem, useAct } from './parts';

export const shortestPassphrase = 12;

function Passphrase(props: { label: string; auto: string; value: string; set: (v: string) => void; first?: boolean }) {
  return (
    <label>
      {props.label}
      <input type="password" required autocomplete={props.auto} autofocus={props.first} value={props.value} onInput={(e) => props.set(e.currentTarget.value)} />
    </label>
  );
}

export function needsHttps() {
  return (
    <main class="login">
      <form>
        <h1>Desk</h1>
        <p class="problem" role="alert">
          Reports open in your browser, and it allows that over https only. Ask whoever runs the gateway for the address
          that begins with https://.
        </p>
      </form>
    </main>
  );
}

// The passphrase that was handed out is known to who handed it out: keys are made under one's own.
export function ChoosePassphrase(props: { session: Session; before: Derived | null; done: (session: Session, ring: Keyring) => void }) {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const { busy, problem, act } = useAct();
  const login = props.session.operator.login ?? '';
  const submit = (event: Event): void => {
    event.preventDefault();
    void act(async () => {
      if (fresh.length < shortestPassphrase) throw new Error(`Take at least ${shortestPassphrase} characters; four or five words are easy to keep in mind.`);
      if (fresh !== again) throw new Error('The two do not agree. Type the new passphrase again.');
      if (fresh.toLowerCase().includes(login)) throw new Error('Do not use your login in it.');
      const before = props.before ?? (await derive(login, old));
      const after = await derive(login, fresh);
      if (before.proof === after.proof) throw new Error('Choose another one than you were given.');
      const pair = await newPair();
      const session = await api.putOwnKeys({ old: before.proof, new: after.proof, public_key: pair.shown, private_key: await wrapUnder(after.wrap, pair.secret) });
      props.done(session, await Keyring.unlock(after.wrap, await api.keys()));
    });
  };
  if (!usable()) return needsHttps();
  return (
    <main class="login">
      <form onSubmit={submit} data-testid="choose-passphrase">
        <h1>Choose your passphrase</h1>
        <p>
          Reports are sealed. Your passphrase opens them in this browser; nobody else has it, and nobody can look it up.
          If you forget it, a colleague gives you access again and nothing is lost.
        </p>
        <Problem text={problem} />
        {!props.before && <Passphrase label="The one you were given" auto="current-password" value={old} set={setOld} />}
        <Passphrase label={`New passphrase, at least ${shortestPassphrase} characters`} auto="new-password" value={fresh} set={setFresh} first />
        <Passphrase label="New passphrase again" auto="new-password" value={again} set={setAgain} />
        <button class="main" disabled={busy}>Go on</button>
      </form>
    </main>
  );
}

export function Unlock(props: { session: Session; keys: Keys; done: (ring: Keyring) => void; leave: () => void }) {
  const [passphrase, setPassphrase] = useState('');
  const { busy, problem, act } = useAct();
  const login = props.session.operator.login ?? '';
  const submit = (event: Event): void => {
    event.preventDefault();
    void act(async () => props.done(await Keyring.unlock((await derive(login, passphrase)).wrap, props.keys)));
  };
  if (!usable()) return needsHttps();
  return (
    <main class="login">
      <form onSubmit={submit} data-testid="unlock">
        <h1>Open your keys</h1>
        <p>The page was loaded anew, and keys are kept nowhere. Type your passphrase to read reports again.</p>
        <Problem text={problem} />
        <input class="hidden" autocomplete="username" value={login} readOnly tabIndex={-1} aria-hidden="true" />
        <Passphrase label="Passphrase" auto="current-password" value={passphrase} set={setPassphrase} first />
        <div class="buttons">
          <button class="main" disabled={busy}>Open</button>
          <button type="button" onClick={props.leave}>Sign out</button>
        </div>
      </form>
    </main>
  );
}
