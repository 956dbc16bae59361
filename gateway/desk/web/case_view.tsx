// SPDX-License-Identifier: Apache-2.0
// One case: who holds it, what it says, what was written, and what can be done.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { api, Refused, type Keys, type OpenedCase, type Operator } from './api';
import type { Keyring } from './keyring';
import { Glass } from './glass';
import { sentence, word, when } from './labels';
import { LevelTag, Problem, useAct } from './parts';
import { remember } from './seen';
import { HoldDialog } from './hold';
import { SilenceDialog } from './silence';
import { Consent, Summary } from './summary';
import { Thread } from './thread';
import { HandOver, SetLevel, WrapUp } from './wrap_up';

const heartbeatEvery = 60000;
const once = (): string => crypto.randomUUID();

interface CaseProps {
  id: string;
  tick: number;
  me: Operator;
  ring: Keyring | null;
  keys: Keys | null; // others: what did not open may open now
}

export function CaseView({ id, tick, me, ring, keys }: CaseProps) {
  const [opened, setOpened] = useState<OpenedCase | null>(null);
  const [gone, setGone] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'close' | 'handover' | 'level' | 'glass' | 'silence' | 'hold' | null>(null);
  const { busy, problem, act } = useAct();
  const title = useRef<HTMLHeadingElement>(null);

  const load = useCallback(async () => {
    try {
      const raw = await api.open(id);
      const all = ring ? await ring.opened(raw) : raw;
      remember(all);
      setOpened(all);
      setGone(null);
    } catch (e) {
      setGone(e instanceof Refused ? e.message : 'The case could not be opened.');
    }
  }, [id, ring, keys]);
  useEffect(() => {
    void load();
  }, [load, tick]);
  useEffect(() => {
    if (opened) title.current?.focus();
  }, [opened === null]);

  const lease = opened?.case.claim.mine ? opened.case.claim.lease_number : null;
  useEffect(() => {
    if (lease === null || lease === undefined) return undefined;
    const timer = setInterval(() => {
      api.heartbeat(id, lease).catch(() => void load());
    }, heartbeatEvery);
    return () => clearInterval(timer);
  }, [id, lease, load]);

  if (gone) return <p class="empty" role="alert">{gone}</p>;
  if (!opened) return <p class="empty">One moment.</p>;
  const c = opened.case;
  const does = (work: () => Promise<unknown>) => async (): Promise<void> => {
    await act(work);
    await load();
  };
  const done = (): void => {
    setDialog(null);
    void load();
  };
  return (
    <article class="case" aria-labelledby="case-title">
      <a class="back" href="#/queue">Back to the queue</a>
      <div class="case-top">
        <h1 id="case-title" ref={title} tabIndex={-1}>
          <LevelTag level={c.level} /> {sentence(c.strands.length ? c.strands.map(word).join(', ') : word(c.kind))}
        </h1>
        <p class="small">
          By {word(c.channel)}, {word(c.completeness)}. Last change {when(c.updated)}.
          {opened.conversation && <> The reporter: {word(opened.conversation.phase)}.</>}
        </p>
        {c.alerts.length > 0 && (
          <div class="alert-box" role="alert">
            <b>{c.alerts.map(word).join(' · ')}</b>
            {(lease !== null || me.role !== 'operator') && (
              <button disabled={busy} onClick={() => void does(() => api.clearAlerts(id, c.alerts, lease))()}>Somebody has acted</button>
            )}
          </div>
        )}
        <Consent opened={opened} />
        <Problem text={problem} />
        <div class="buttons" role="group" aria-label="Claim">
          {c.status !== 'closed' && c.status !== 'withdrawn' && !c.claim.held && (
            <button class="main" disabled={busy} data-testid="claim" onClick={() => void does(() => api.claim(id))()}>Take this case</button>
          )}
          {c.claim.held && !c.claim.mine && <p class="held">{c.claim.by?.display ?? 'A colleague'} is on it.</p>}
          {lease !== null && (
            <>
              <button disabled={busy} data-testid="wrap-up" onClick={() => setDialog('close')}>Wrap up</button>
              <button disabled={busy} onClick={() => setDialog('handover')}>Hand over</button>
              <button disabled={busy} onClick={() => void does(() => api.giveBack(id, lease))()}>Put back</button>
              <button disabled={busy} onClick={() => setDialog('level')}>Change level</button>
            </>
          )}
          {c.status !== 'withdrawn' && (lease !== null || me.role === 'supervisor') && (
            <button disabled={busy} data-testid="break-glass" onClick={() => setDialog('glass')}>Break-glass</button>
          )}
          {c.status !== 'withdrawn' && me.role === 'supervisor' && (
            <button disabled={busy} data-testid="silence-open" onClick={() => setDialog('silence')}>Stop answers</button>
          )}
          {c.status !== 'withdrawn' && me.role === 'supervisor' && (
            <button disabled={busy} data-testid="hold-open" onClick={() => setDialog('hold')}>{c.hold ? 'Kept beyond its time' : 'Keep longer'}</button>
          )}
          {c.status === 'closed' && <p class="held">Closed: {word(c.outcome)}</p>}
        </div>
      </div>
      <div class="case-body">
        <Summary opened={opened} />
        <div>
          <Thread opened={opened} ring={ring} marked={() => void load()} />
          <Answer opened={opened} lease={lease} sent={() => void load()} />
          <Note id={id} saved={() => void load()} />
        </div>
      </div>
      {dialog === 'glass' && <Glass id={id} lease={lease} me={me} tick={tick} close={done} />}
      {dialog === 'hold' && <HoldDialog id={id} hold={c.hold} close={done} />}
      {dialog === 'silence' && <SilenceDialog id={id} close={done} />}
      {lease !== null && dialog === 'close' && <WrapUp opened={opened} lease={lease} close={done} />}
      {lease !== null && dialog === 'handover' && <HandOver opened={opened} lease={lease} close={done} />}
      {lease !== null && dialog === 'level' && <SetLevel opened={opened} lease={lease} close={done} />}
    </article>
  );
}

function Answer({ opened, lease, sent }: { opened: OpenedCase; lease: number | null; sent: () => void }) {
  const [text, setText] = useState('');
  const [question, setQuestion] = useState('');
  const key = useRef(once());
  const other = useRef({ what: '', key: '' });
  const { busy, problem, act } = useAct();
  if (!opened.consent.may_write) return <p class="held" data-testid="may-not-write">{opened.consent.why}</p>;
  if (lease === null) return <p class="held">Take the case to answer.</p>;
  const id = opened.case.id;
  const waiting = opened.conversation?.waiting_words;
  // A lost answer, pressed again, does it once; the next act, or another one, takes a new key.
  const keyed = async (what: string, work: (key: string) => Promise<unknown>): Promise<void> => {
    if (other.current.what !== what) other.current = { what, key: once() };
    if (await act(() => work(other.current.key))) other.current = { what: '', key: '' };
    sent();
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!text.trim()) return;
    // The same key until it is taken: pressing twice, or a lost answer, sends once.
    if (await act(() => api.write(id, lease, text.trim(), key.current))) {
      setText('');
      key.current = once();
      sent();
    }
  };
  return (
    <form class="answer" onSubmit={(e) => void submit(e)}>
      <Problem text={problem} />
      {waiting && <p class="warning">Your words wait: the person was asked whether now is a good time, and has not said so yet.</p>}
      <label>
        Answer
        <textarea data-testid="answer" maxLength={1000} rows={3} value={text} onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <p class="small">Somebody else may read their phone. Write nothing that says what this is about before you know it is safe.</p>
      <div class="buttons">
        <button class="main" disabled={busy || !text.trim()} data-testid="send-answer">Send</button>
        {opened.conversation?.phase === 'human' && (
          <button type="button" disabled={busy} onClick={() => void keyed('hand-back', (k) => api.handBack(id, lease, k))}>Let the questions go on</button>
        )}
        {opened.conversation && opened.conversation.questions.length > 0 && (
          <>
            <select aria-label="A question to ask again" value={question} onChange={(e) => setQuestion(e.currentTarget.value)}>
              <option value="">Ask again...</option>
              {opened.conversation.questions.map((q) => <option value={q}>{q}</option>)}
            </select>
            <button type="button" disabled={busy || !question} onClick={() => void keyed(`ask ${question}`, (k) => api.ask(id, lease, question, k))}>Ask</button>
          </>
        )}
      </div>
    </form>
  );
}

function Note({ id, saved }: { id: string; saved: () => void }) {
  const [text, setText] = useState('');
  const { busy, problem, act } = useAct();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!text.trim()) return;
    if (await act(() => api.note(id, text.trim()))) {
      setText('');
      saved();
    }
  };
  return (
    <details class="note-form">
      <summary>Note for colleagues</summary>
      <form onSubmit={(e) => void submit(e)}>
        <Problem text={problem} />
        <label>Note, never sent to the reporter <textarea rows={2} maxLength={4000} value={text} onInput={(e) => setText(e.currentTarget.value)} /></label>
        <button disabled={busy || !text.trim()}>Save note</button>
      </form>
    </details>
  );
}
