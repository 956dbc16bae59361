// SPDX-License-Identifier: Apache-2.0
// The team's key: made once, given to colleagues, changed when somebody leaves, brought back by the recovery key.
import { useEffect, useState } from 'preact/hooks';
import type { JWK } from 'jose';
import { api, type Holder, type KeyCopy, type Keys, type Operator } from './api';
import { when } from './labels';
import { checkNumber, fromRecoveryCode, newPair, recoveryCode, wrapTo, type Keyring, type Pair } from './keyring';
import { Dialog, Problem, useAct } from './parts';

interface Props {
  me: Operator;
  ring: Keyring;
  keys: Keys;
  reload: () => Promise<void>;
}

const inUse = (keys: Keys) => keys.team.find((k) => k.in_use);
const withKey = (keys: Keys): Holder[] => keys.holders.filter((h) => h.public_key !== null);

// Every copy of one team key: for who has access already, and for the recovery key.
async function copiesOf(secret: JWK, kid: string, holders: Holder[], recovery: JWK): Promise<KeyCopy[]> {
  const copies = [{ kid, holder: 0, wrapped: await wrapTo(recovery, secret) }];
  for (const h of holders) copies.push({ kid, holder: h.id, wrapped: await wrapTo(h.public_key as JWK, secret) });
  return copies;
}

// What an operator must know about keys, wherever they are on the Desk.
export function KeyNotice({ me, ring, keys }: { me: Operator; ring: Keyring; keys: Keys }) {
  const [number, setNumber] = useState('');
  useEffect(() => {
    if (keys.mine) void checkNumber(keys.mine.public_key).then(setNumber);
  }, [keys]);
  const team = inUse(keys);
  const supervisor = me.role === 'supervisor';
  if (!team) {
    return (
      <p class="warning" data-testid="no-team-key">
        Reports are not sealed yet: the gateway can still read them.{' '}
        {supervisor ? <a href="#/team">Make the team key now.</a> : 'A supervisor has to make the team key.'}
      </p>
    );
  }
  if (!ring.has(team.kid)) {
    return (
      <p class="warning" data-testid="no-access">
        You cannot open sealed reports yet. Ask a supervisor to give you access on the Team page. Your check number is <b>{number}</b>: tell it to them.
      </p>
    );
  }
  const waiting = withKey(keys).filter((h) => !h.has.includes(team.kid));
  if (supervisor && waiting.length > 0) {
    return <p class="warning">{waiting.map((h) => h.display).join(', ')} cannot open sealed reports yet. <a href="#/team">Give access.</a></p>;
  }
  return null;
}

export function TeamKeys({ me, ring, keys, reload }: Props) {
  const [dialog, setDialog] = useState<'make' | 'change' | 'recover' | Holder | null>(null);
  const team = inUse(keys);
  const has = team !== undefined && ring.has(team.kid);
  const supervisor = me.role === 'supervisor';
  const close = (): void => {
    setDialog(null);
    void reload();
  };
  return (
    <section class="card wide" aria-labelledby="keys-title" data-testid="team-keys">
      <h2 id="keys-title">Keys</h2>
      {team ? (
        <p>Reports are sealed to the team key of {when(team.made)}{keys.recovery ? ' and to the recovery key' : ''}. The gateway cannot open them again.</p>
      ) : (
        <p>Reports are sealed to a key that the team alone holds. There is none yet.</p>
      )}
      {keys.holders.length > 0 && (
        <ul class="holders">
          {keys.holders.map((h) => (
            <li key={h.id}>
              <b>{h.display}</b>{' '}
              {h.public_key === null ? 'has not signed in yet' : !team ? 'is ready' : h.has.includes(team.kid) ? 'can open reports' : 'cannot open reports yet'}
              {supervisor && has && h.public_key !== null && h.id !== me.id && ring.kids.some((kid) => !h.has.includes(kid)) && (
                <button onClick={() => setDialog(h)} data-testid="give-access">Give access</button>
              )}
            </li>
          ))}
        </ul>
      )}
      {supervisor && (
        <div class="buttons">
          {!team && <button class="main" onClick={() => setDialog('make')} data-testid="make-key">Make the team key</button>}
          {has && <button onClick={() => setDialog('change')}>Change the team key</button>}
          {team && !has && <button onClick={() => setDialog('recover')}>Use the recovery key</button>}
        </div>
      )}
      {dialog === 'make' && <MakeKey me={me} ring={ring} keys={keys} close={close} />}
      {dialog === 'change' && <ChangeKey me={me} ring={ring} keys={keys} close={close} />}
      {dialog === 'recover' && <Recover me={me} ring={ring} keys={keys} close={close} />}
      {dialog !== null && typeof dialog === 'object' && <GiveAccess to={dialog} ring={ring} close={close} />}
    </section>
  );
}

interface Step {
  me: Operator;
  ring: Keyring;
  keys: Keys;
  close: () => void;
}

function MakeKey({ me, ring, keys, close }: Step) {
  const [made, setMade] = useState<{ team: Pair; recovery: Pair; code: string } | null>(null);
  const [typed, setTyped] = useState('');
  const { busy, problem, act } = useAct();
  useEffect(() => {
    void act(async () => {
      const [team, recovery] = [await newPair(), await newPair()];
      setMade({ team, recovery, code: await recoveryCode(recovery.secret) });
    });
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    void act(async () => {
      if (!made) return;
      if (typed.toUpperCase().trim() !== made.code.slice(-4)) throw new Error('That is not the last group of the recovery key. Look at what you wrote down.');
      const mine = keys.holders.filter((h) => h.id === me.id && h.public_key !== null);
      await api.addTeamKey({
        after: '', public_key: made.team.shown, recovery_key: made.recovery.shown,
        copies: await copiesOf(made.team.secret, made.team.secret.kid as string, mine, made.recovery.shown),
      });
      await ring.add(made.team.secret.kid as string, made.team.secret);
      close();
    });
  };
  return (
    <Dialog title="Make the team key" close={close}>
      <form onSubmit={submit}>
        <Problem text={problem} />
        <p>Write the recovery key down or print it, and lock it away. It is shown this once. It opens every report when all passphrases are forgotten; without it they would be lost.</p>
        <p class="recovery-code"><code data-testid="recovery-code">{made?.code ?? '...'}</code></p>
        <div class="buttons"><button type="button" onClick={() => print()}>Print</button></div>
        <label>Its last group, to be sure <input required maxLength={4} autocomplete="off" value={typed} onInput={(e) => setTyped(e.currentTarget.value)} data-testid="recovery-check" /></label>
        <div class="buttons">
          <button class="main" disabled={busy || !made}>I have written it down</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}

function ChangeKey({ me, ring, keys, close }: Step) {
  const { busy, problem, act } = useAct();
  const team = inUse(keys);
  const stay = withKey(keys).filter((h) => h.id === me.id || (team && h.has.includes(team.kid)));
  const submit = (event: Event): void => {
    event.preventDefault();
    void act(async () => {
      if (!team || !keys.recovery) return;
      const next = await newPair();
      const kid = next.secret.kid as string;
      await api.addTeamKey({ after: team.kid, public_key: next.shown, copies: await copiesOf(next.secret, kid, stay, keys.recovery.public_key) });
      await ring.add(kid, next.secret);
      close();
    });
  };
  return (
    <Dialog title="Change the team key" close={close}>
      <form onSubmit={submit}>
        <Problem text={problem} />
        <p>Do this when somebody has left. What comes from now on is sealed to a new key, which {stay.map((h) => h.display).join(', ')} get.</p>
        <p>Whoever left and kept a copy of the old key could still open reports sealed before today, if they also got at the database.</p>
        <div class="buttons">
          <button class="main" disabled={busy}>Change it</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}

function GiveAccess({ to, ring, close }: { to: Holder; ring: Keyring; close: () => void }) {
  const [number, setNumber] = useState('');
  const { busy, problem, act } = useAct();
  useEffect(() => {
    void checkNumber(to.public_key as JWK).then(setNumber);
  }, [to]);
  const submit = (event: Event): void => {
    event.preventDefault();
    void act(async () => {
      const copies: KeyCopy[] = [];
      for (const kid of ring.kids) {
        if (!to.has.includes(kid)) copies.push({ kid, holder: to.id, wrapped: await wrapTo(to.public_key as JWK, ring.teamSecret(kid)) });
      }
      await api.addKeyCopies(copies);
      close();
    });
  };
  return (
    <Dialog title={`Access for ${to.display}`} close={close}>
      <form onSubmit={submit}>
        <Problem text={problem} />
        <p>Ask {to.display}, face to face or by phone, for the check number on their screen. Go on only if it is</p>
        <p class="recovery-code"><code data-testid="check-number">{number}</code></p>
        <div class="buttons">
          <button class="main" disabled={busy || !number} data-testid="numbers-agree">It is the same: give access</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}

function Recover({ me, ring, keys, close }: Step) {
  const [typed, setTyped] = useState('');
  const { busy, problem, act } = useAct();
  const submit = (event: Event): void => {
    event.preventDefault();
    void act(async () => {
      if (!keys.recovery || !keys.mine) return;
      const recovery = await fromRecoveryCode(typed, keys.recovery.public_key);
      const got = await ring.rescue(recovery, keys);
      const copies: KeyCopy[] = [];
      for (const kid of got) copies.push({ kid, holder: me.id, wrapped: await wrapTo(keys.mine.public_key, ring.teamSecret(kid)) });
      await api.addKeyCopies(copies);
      close();
    });
  };
  return (
    <Dialog title="Use the recovery key" close={close}>
      <form onSubmit={submit}>
        <Problem text={problem} />
        <p>It gives you, and then by you your colleagues, the team key back. Nothing is lost.</p>
        <label>Recovery key, 14 groups of 4 <textarea required rows={3} autocomplete="off" spellcheck={false} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} data-testid="recovery-typed" /></label>
        <div class="buttons">
          <button class="main" disabled={busy}>Open</button>
          <button type="button" onClick={close}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}
