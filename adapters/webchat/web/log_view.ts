// SPDX-License-Identifier: Apache-2.0
// The list of messages. Text only ever goes in as text.
import type { Choice, Item } from './line';
import { find_code, t } from './words';

type State = 'sending' | 'waiting' | 'sent' | 'refused';

interface Own {
  element: HTMLElement;
  mark: HTMLElement;
  text: string;
  state: State;
  seq?: number;
}

function make(tag: string, class_name: string, text?: string): HTMLElement {
  const e = document.createElement(tag);
  e.className = class_name;
  if (text !== undefined) e.textContent = text;
  return e;
}

// "2 3" as the labels of the question it answers, when it is exactly that.
function labels_for(text: string, choices: Choice[]): string {
  const labels = text.split(/[\s,]+/).map((part) => choices.find((c) => c.send === part)?.label);
  return labels.length && labels.every((l) => l !== undefined) ? labels.join(', ') : text;
}

export class LogView {
  private readonly own = new Map<string, Own>();
  private readonly seqs = new Set<number>();
  private question: Choice[] = [{ send: t('opening'), label: t('chat.start') }];

  constructor(
    private readonly root: HTMLElement,
    private readonly announce: (text: string) => void,
  ) {}

  clear(): void {
    this.root.querySelectorAll('.msg').forEach((e) => e.remove());
    for (const [id, own] of this.own) if (own.state === 'sent' || own.state === 'refused') this.own.delete(id);
    this.seqs.clear();
    for (const own of this.own.values()) {
      delete own.seq;
      this.root.append(own.element);
    }
  }

  say(id: string, text: string, shown?: string): void {
    if (this.own.has(id)) return;
    const element = this.bubble('you', shown ?? labels_for(text, this.question));
    const mark = make('span', 'msg__mark', t('chat.sending'));
    mark.dataset['testid'] = 'mark';
    element.append(mark);
    this.own.set(id, { element, mark, text, state: 'sending' });
    this.add(element);
  }

  mark(id: string, state: State, why?: string): void {
    const own = this.own.get(id);
    if (!own) return;
    own.state = state;
    own.element.dataset['state'] = state;
    own.mark.textContent = {
      sending: t('chat.sending'), waiting: t('chat.busy'), sent: t('chat.sent'), refused: `${t('chat.not_sent')}. ${why ?? ''}`,
    }[state];
    if (state === 'waiting' || state === 'refused') this.announce(own.mark.textContent);
  }

  // False: it is there already.
  item(item: Item): boolean {
    if (this.seqs.has(item.seq)) return false;
    this.seqs.add(item.seq);
    if (item.from === 'you') {
      if (this.is_ours(item)) return false;
      // Without words: it is part of a sealed report, which not even this page shows again.
      this.add(this.bubble('you', item.text ? labels_for(item.text, this.question) : t('chat.sealed')));
      return true;
    }
    if (item.choices.length) this.question = item.choices;
    this.add(this.bubble(item.from, item.text));
    return true;
  }

  // What was said in this tab has no place yet: the store's copy gives it one. Equal words first; words that were
  // covered up differ, so then the first that is still without.
  private is_ours(item: Item): boolean {
    const open = [...this.own.values()].filter((o) => o.seq === undefined && o.state !== 'refused');
    const match = open.find((o) => o.text === item.text) ?? open.find((o) => o.state === 'sent');
    if (!match) return false;
    match.seq = item.seq;
    return true;
  }

  private bubble(from: Item['from'], text: string): HTMLElement {
    const e = make('div', `msg msg--${from}`);
    e.dataset['testid'] = `msg-${from}`;
    e.append(make('span', from === 'person' ? 'msg__who' : 'govuk-visually-hidden', `${t(`chat.from_${from}`)}:`));
    const words = make('p', 'msg__text');
    words.dir = 'auto';
    const place = from === 'you' ? undefined : find_code(text);
    if (place) {
      const { start, code } = place;
      const strong = make('strong', 'code', code);
      strong.dir = 'ltr';
      strong.dataset['testid'] = 'code';
      words.append(text.slice(0, start), strong, text.slice(start + code.length));
      e.append(words, this.copy_button(code));
    } else {
      words.textContent = text;
      e.append(words);
    }
    return e;
  }

  private copy_button(code: string): HTMLElement {
    const b = make('button', 'quiet', t('chat.copy')) as HTMLButtonElement;
    b.type = 'button';
    b.dataset['testid'] = 'copy-code';
    b.addEventListener('click', () => {
      void navigator.clipboard?.writeText(code).then(() => {
        b.textContent = t('chat.copied');
        this.announce(t('chat.copied'));
      });
    });
    b.hidden = !navigator.clipboard;
    return b;
  }

  private add(e: HTMLElement): void {
    const near_end = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 160;
    this.root.append(e);
    if (near_end || e.classList.contains('msg--you')) this.to_end();
  }

  to_end(): void {
    this.root.scrollTop = this.root.scrollHeight;
  }
}
