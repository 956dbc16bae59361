// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { api, onSignedOut, type Case, type Keys, type Session, type Stats } from './api';
import { AuditView } from './audit';
import { FiguresView } from './figures';
import { GlassPage } from './glass_page';
import { CaseView } from './case_view';
import { Keyring, type Derived } from './keyring';
import { ChoosePassphrase, Unlock } from './keys';
import { levels, levelName, word } from './labels';
import { listen } from './live';
import { Login } from './login';
import { Queue } from './queue';
import { seenText } from './seen';
import { Team } from './team';
import { KeyNotice } from './team_keys';

type View = { name: 'case'; id: string } | { name: 'queue' | 'team' | 'audit' | 'glass' | 'figures' };

function viewOf(hash: string): View {
  const [name, id] = hash.replace(/^#\/?/, '').split('/');
  if (name === 'case' && id) return { name: 'case', id };
  if (name === 'team' || name === 'audit' || name === 'glass' || name === 'figures') return { name };
  return { name: 'queue' };
}

export function App() {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [keys, setKeys] = useState<Keys | null>(null);
  const [ring, setRing] = useState<Keyring | null>(null);
  const typed = useRef<Derived | null>(null);
  const leave = useCallback(() => {
    typed.current = null;
    setRing(null);
    setKeys(null);
    seenText.clear();
    setSession(null);
  }, []);
  const signOut = useCallback(() => void api.signOut().finally(leave), [leave]);
  const enter = useCallback(async (known: Session, derived: Derived | null): Promise<void> => {
    typed.current = derived;
    if (known.operator.role !== 'admin') {
      const all = await api.keys();
      if (derived && all.mine) setRing(await Keyring.unlock(derived.wrap, all).catch(() => null));
      setKeys(all);
    }
    setSession(known);
  }, []);
  useEffect(() => {
    onSignedOut(leave);
    api.session().then((known) => enter(known, null)).catch(leave);
  }, [enter, leave]);
  const reload = useCallback(async () => {
    const all = await api.keys();
    await ring?.take(all);
    setKeys(all);
  }, [ring]);

  if (session === undefined) return <p class="plain">One moment.</p>;
  if (session === null) return <Login done={(known, derived) => void enter(known, derived).catch(leave)} />;
  // Administrators run the house and open no case: they need no keys.
  if (session.operator.role !== 'admin') {
    if (!keys) return <p class="plain">One moment.</p>;
    if (!keys.mine) {
      const made = (fresh: Session, own: Keyring): void => {
        typed.current = null;
        setRing(own);
        setSession(fresh);
        void api.keys().then(setKeys);
      };
      return <ChoosePassphrase session={session} before={typed.current} done={made} />;
    }
    if (!ring) return <Unlock session={session} keys={keys} done={setRing} leave={signOut} />;
  }
  return <Shell session={session} ring={ring} keys={keys} reload={reload} leave={leave} signOut={signOut} />;
}

interface ShellProps {
  session: Session;
  ring: Keyring | null; // null: an administrator
  keys: Keys | null;
  reload: () => Promise<void>;
  leave: () => void;
  signOut: () => void;
}

function Shell({ session, ring, keys, reload, leave, signOut }: ShellProps) {
  const role = session.operator.role;
  // Administrators run the house and read no case.
  const reads = role !== 'admin';
  const [chosen, setView] = useState<View>(viewOf(location.hash));
  const view: View = !reads && (chosen.name === 'queue' || chosen.name === 'case') ? { name: 'team' } : chosen;
  const [status, setStatus] = useState('');
  const [cases, setCases] = useState<Case[] | null>(null);
  const [stats, setStats] = useState<Stats | null>(null);
  const [online, setOnline] = useState(true);
  const [tick, setTick] = useState<Record<string, number>>({});
  const [news, setNews] = useState('');
  const [glassTick, setGlassTick] = useState(0);
  const pending = useRef<number | undefined>(undefined);

  const refresh = useCallback(async () => {
    try {
      const [queue, counts] = await Promise.all([reads ? api.queue(status) : null, api.stats()]);
      setCases(queue?.items ?? null);
      setStats(counts);
      setOnline(true);
    } catch {
      setOnline(false);
    }
  }, [status, reads]);

  useEffect(() => {
    const move = (): void => setView(viewOf(location.hash));
    addEventListener('hashchange', move);
    return () => removeEventListener('hashchange', move);
  }, []);
  useEffect(() => {
    void refresh();
    // The clocks in the queue move, and nothing is missed should the stream be quiet for a wrong reason.
    const timer = setInterval(() => void refresh(), 30000);
    return () => clearInterval(timer);
  }, [refresh]);
  useEffect(() => {
    const live = listen(
      (change) => {
        // A burst of changes is one look.
        clearTimeout(pending.current);
        pending.current = window.setTimeout(() => void refresh(), 150);
        if (change.about) setTick((t) => ({ ...t, [change.about as string]: (t[change.about as string] ?? 0) + 1 }));
        if (change.type.startsWith('keys.')) void reload();
        if (change.type.startsWith('glass.')) setGlassTick((t) => t + 1);
        if (change.type === 'glass.asked') setNews('Somebody asks for a second person to open a number.');
        if (change.type === 'case.opened') setNews('A new case has come in.');
        if (change.type.startsWith('alert.')) setNews(`Alert: ${word(change.type.slice(6))}.`);
      },
      setOnline,
      leave,
    );
    return () => live.close();
  }, [refresh, leave, reload]);

  return (
    <div class={`shell view-${view.name}`}>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>
        Skip to the case
      </a>
      <header>
        <a class="brand" href={reads ? '#/queue' : '#/team'}>Desk</a>
        {stats && (
          <ul class="counts" aria-label="Waiting">
            {levels.map((l) => (
              <li class={`count level-${l}`} data-some={stats.waiting_by_level[l] > 0}>
                <b>{stats.waiting_by_level[l]}</b> {levelName[l].toLowerCase()}
              </li>
            ))}
          </ul>
        )}
        <nav aria-label="Desk">
          {reads && <a href="#/queue" aria-current={view.name === 'queue' || view.name === 'case' ? 'page' : undefined}>Queue</a>}
          <a href="#/team" aria-current={view.name === 'team' ? 'page' : undefined}>Team</a>
          {role !== 'operator' && (
            <a href="#/glass" data-testid="nav-glass" aria-current={view.name === 'glass' ? 'page' : undefined}>
              Break-glass{stats && stats.glass_waiting + stats.glass_unreviewed > 0 && <b class="unread" aria-label="waiting">{stats.glass_waiting + stats.glass_unreviewed}</b>}
            </a>
          )}
          {role !== 'operator' && <a href="#/figures" data-testid="nav-figures" aria-current={view.name === 'figures' ? 'page' : undefined}>Figures</a>}
          {role !== 'operator' && <a href="#/audit" aria-current={view.name === 'audit' ? 'page' : undefined}>Audit</a>}
        </nav>
        <span class="me">{session.operator.display}</span>
        <button onClick={signOut}>Sign out</button>
      </header>
      <div role="status" class="hidden">{news}</div>
      {!online && <p class="offline" role="alert">No connection to the Desk. What you see may be old. It tries again by itself.</p>}
      {stats && (stats.held_for_a_person > 0 || stats.not_delivered > 0) && (
        <p class="warning">
          {stats.held_for_a_person > 0 && <span>{stats.held_for_a_person} messages could not be read in: tell whoever runs the gateway. </span>}
          {stats.not_delivered > 0 && <span>{stats.not_delivered} answers could not be delivered.</span>}
        </p>
      )}
      {stats && role !== 'operator' && stats.glass_waiting > 0 && view.name !== 'glass' && (
        <p class="warning" role="alert"><a href="#/glass">Somebody waits for a second person to open a number.</a></p>
      )}
      {ring && keys && <KeyNotice me={session.operator} ring={ring} keys={keys} />}
      <div class={reads ? 'columns' : undefined}>
        {reads && <Queue cases={cases} open={view.name === 'case' ? view.id : null} status={status} choose={setStatus} />}
        <main id="main" tabIndex={-1}>
          {view.name === 'case' && <CaseView key={view.id} id={view.id} tick={tick[view.id] ?? 0} me={session.operator} ring={ring} keys={keys} />}
          {view.name === 'team' && <Team me={session.operator} ring={ring} keys={keys} reload={reload} />}
          {view.name === 'glass' && role !== 'operator' && <GlassPage me={session.operator} tick={glassTick} />}
          {view.name === 'figures' && role !== 'operator' && <FiguresView />}
          {view.name === 'audit' && role !== 'operator' && <AuditView />}
          {view.name === 'queue' && <p class="empty">Choose a case from the queue. The one on top should be next.</p>}
        </main>
      </div>
    </div>
  );
}
