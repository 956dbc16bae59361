// SPDX-License-Identifier: Apache-2.0
// Small parts that several views share.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Level } from './api';
import { levelName } from './labels';

export function LevelTag({ level }: { level: Level }) {
  return <span class={`level level-${level}`}>{levelName[level]}</span>;
}

export function Problem({ text }: { text: string | null }) {
  return (
    <div role="alert" class="problem-place">
      {text && <p class="problem">{text}</p>}
    </div>
  );
}

// A modal question; Escape and the backdrop close it, the focus goes back to where it was.
export function Dialog(props: { title: string; close: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    <dialog ref={box} aria-label={props.title} onClose={props.close}>
      <h2>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

// Runs one act at a time and tells how it ended.
export function useAct(): { busy: boolean; problem: string | null; act: (work: () => Promise<unknown>) => Promise<boolean> } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (e) {
      setProblem(e instanceof Error ? e.message : 'That did not work. Try again.');
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, act };
}
