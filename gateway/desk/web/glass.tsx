// SPDX-License-Identifier: Apache-2.0
// Break-glass on a case: asking for the address behind it, and seeing it, once and for a short time. The address lives in
// this component only; it goes when the time is over, the page is left or the window is hidden.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Operator } from './api';
import { glass, groundName, reasonName, tellingName, tellings, type GlassRequest, type GlassView, type Opened, type Telling } from './glass_api';
import { when } from './labels';
import { Dialog, Problem, useAct } from './parts';

export function Glass({ id, lease, me, tick, close }: { id: string; lease: number | null; me: Operator; tick: number; close: () => void }) {
  const [view, setView] = useState<GlassView | null>(null);
  const [shown, setShown] = useState<Opened | null>(null);
  const { busy, problem, act } = useAct();
  const load = useCallback(() => act(async () => setView(await glass.view(id))), [id]);
  useEffect(() => {
    void load();
  }, [load, tick]);
  const hide = useCallback(() => setShown(null), []);
  const does = (work: () => Promise<unknown>) => async (): Promise<void> => {
    if (await act(work)) await load();
  };
  const waits = view?.requests.find((r) => r.state === 'asked' || r.state === 'allowed');
  const over = view?.requests.filter((r) => r !== waits) ?? [];
  return (
    <Dialog title="Open the number" close={close}>
      <div class="glass" data-testid="glass">
        <Problem text={problem} />
        {shown && <Shown opened={shown} hide={hide} />}
        {!shown && view && !view.confirmed && (
          <p class="warning">Your account was made by one administrator and is not confirmed yet. A second supervisor or administrator must confirm it on the Team page.</p>
        )}
        {!shown && view && view.why && <p class="warning" data-testid="glass-nothing">{view.why}</p>}
        {!shown && waits && (
          <Waiting request={waits} busy={busy} open={does(async () => setShown(await glass.open(waits.id)))} takeBack={does(() => glass.refuse(waits.id))} />
        )}
        {!shown && view && !view.why && !waits && (lease !== null || me.role === 'supervisor') && (
          <Ask id={id} view={view} lease={lease} asked={() => void load()} />
        )}
        {!shown && view && !view.why && !waits && lease === null && me.role === 'operator' && <p>Take the case first.</p>}
        {over.length > 0 && (
          <details>
            <summary>Before ({over.length})</summary>
            <ul>{over.map((r) => <li class="small">{when(r.asked)}: {reasonName(r.reason)}, {r.state}</li>)}</ul>
          </details>
        )}
        <div class="buttons"><button type="button" onClick={close}>Close</button></div>
      </div>
    </Dialog>
  );
}

function Ask({ id, view, lease, asked }: { id: string; view: GlassView; lease: number | null; asked: () => void }) {
  const [reason, setReason] = useState('');
  const [words, setWords] = useState('');
  const [telling, setTelling] = useState<Telling>('tell');
  const { busy, problem, act } = useAct();
  const possible = view.reasons.filter((r) => r.allowed);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await act(() => glass.ask(id, { reason, words: words.trim(), telling, lease_number: lease }))) asked();
  };
  return (
    <form onSubmit={(e) => void submit(e)}>
      <p>
        This person was promised that nobody here sees their {view.kept === 'mail' ? 'mail address' : 'number'}. It is opened only to save a life or a
        child, by law, or because they agreed; when a second person allows it; and a third one looks at it next day.
      </p>
      <Problem text={problem} />
      {possible.length === 0 && <p class="warning" data-testid="glass-no-reason">Nothing in this case allows it now.</p>}
      {possible.length > 0 && (
        <>
          <label>
            Why
            <select required name="glass-reason" value={reason} onChange={(e) => setReason(e.currentTarget.value)}>
              <option value="">Choose one</option>
              {possible.map((r) => <option value={r.code}>{reasonName(r.code)}</option>)}
            </select>
          </label>
          <label>
            In a few words, for the second person
            <textarea required name="glass-words" minLength={3} maxLength={500} rows={3} value={words} onInput={(e) => setWords(e.currentTarget.value)} />
          </label>
          {view.may_tell ? (
            <label>
              The person who reported
              <select name="glass-telling" value={telling} onChange={(e) => setTelling(e.currentTarget.value as Telling)}>
                {Object.entries(tellings).map(([code, text]) => <option value={code}>{text}</option>)}
              </select>
            </label>
          ) : (
            <p class="small">They will not be told: {view.tell_why}</p>
          )}
          <button class="main" disabled={busy} data-testid="glass-ask">Ask a second person</button>
        </>
      )}
      <details>
        <summary>What would be needed for other reasons</summary>
        <ul>{view.reasons.filter((r) => !r.allowed).map((r) => <li class="small"><b>{reasonName(r.code)}.</b> {r.why}</li>)}</ul>
      </details>
    </form>
  );
}

function Waiting({ request: r, busy, open, takeBack }: { request: GlassRequest; busy: boolean; open: () => Promise<void>; takeBack: () => Promise<void> }) {
  return (
    <div data-testid="glass-waiting">
      <p><b>{reasonName(r.reason)}</b>, asked by {r.asked_by?.display} at {when(r.asked)}. Ground: {groundName(r.ground)}. {tellingName(r.telling)}.</p>
      {r.state === 'asked' && (
        <p role="status">Waits until {when(r.answer_by)} for a supervisor or an administrator to allow it on their page "Break-glass". Call one now.</p>
      )}
      {r.state === 'allowed' && (
        <p role="status">Allowed by {r.decided_by?.display}. {r.may_open ? `You can see it once, until ${when(r.open_by ?? r.answer_by)}. Have pen and phone ready.` : `Only ${r.asked_by?.display} opens it.`}</p>
      )}
      <div class="buttons">
        {r.may_open && <button class="main" disabled={busy} data-testid="glass-open" onClick={() => void open()}>Show it now, once</button>}
        {r.may_refuse && <button disabled={busy} data-testid="glass-take-back" onClick={() => void takeBack()}>{r.may_allow ? 'Refuse' : 'Take back'}</button>}
      </div>
    </div>
  );
}

function Shown({ opened, hide }: { opened: Opened; hide: () => void }) {
  const [left, setLeft] = useState(opened.show_for);
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    box.current?.focus();
    const end = Date.now() + opened.show_for * 1000;
    const timer = setInterval(() => {
      const rest = Math.ceil((end - Date.now()) / 1000);
      if (rest <= 0) hide();
      else setLeft(rest);
    }, 1000);
    // A window in the background is one that nobody reads.
    const away = (): void => {
      if (document.hidden) hide();
    };
    document.addEventListener('visibilitychange', away);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', away);
    };
  }, [opened, hide]);
  return (
    <div class="glass-shown">
      <p>{opened.kind === 'phone' ? 'The number' : 'The mail address'}. Write it down on paper for 999 or whoever needs it, and shred that afterwards.</p>
      <p class="address" ref={box} tabIndex={-1} data-testid="glass-address" dir="ltr">{opened.address}</p>
      <p class="small" role="timer">Gone in {left} seconds, or when you leave this window. It cannot be shown again.</p>
      <p class="small">{opened.told ? 'The person is told now.' : 'The person is not told.'}</p>
      <button data-testid="glass-hide" onClick={hide}>Hide it now</button>
    </div>
  );
}
