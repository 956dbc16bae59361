// SPDX-License-Identifier: Apache-2.0
// The answers of the question that is open: buttons for one, tick boxes for several.
import type { Choice } from './line';
import { t } from './words';

export class ChoicesView {
  private wants_focus = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly parking: HTMLElement,
    private readonly choose: (send: string, shown: string) => void,
  ) {}

  get open(): boolean {
    return this.root.childElementCount > 0;
  }

  clear(): void {
    // Focus must not fall off the page when the button under it goes.
    if (this.root.contains(document.activeElement)) {
      this.wants_focus = true;
      this.parking.focus({ preventScroll: true });
    }
    this.root.replaceChildren();
  }

  show(choices: Choice[], several: boolean): void {
    this.clear();
    const group = document.createElement('div');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', t(several ? 'chat.answers_several' : 'chat.answers'));
    group.tabIndex = -1;
    group.className = several ? 'picks picks--several' : 'picks';
    if (several) this.fill_several(group, choices);
    else choices.forEach((c) => group.append(this.button(c.label, () => this.choose(c.send, c.label), c.send)));
    this.root.append(group);
    if (this.wants_focus && document.activeElement === this.parking) group.focus({ preventScroll: true });
    this.wants_focus = false;
  }

  private button(label: string, then: () => void, send: string): HTMLButtonElement {
    const b = document.createElement('button');
    b.type = 'button';
    b.className = 'pick';
    b.textContent = label;
    b.dataset['testid'] = 'choice';
    b.dataset['send'] = send;
    b.addEventListener('click', then);
    return b;
  }

  private fill_several(group: HTMLElement, choices: Choice[]): void {
    const boxes = choices.map((c) => {
      const label = document.createElement('label');
      label.className = 'pick pick--box';
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.value = c.send;
      box.autocomplete = 'off';
      box.dataset['testid'] = 'choice';
      box.dataset['send'] = c.send;
      const words = document.createElement('span');
      words.textContent = c.label;
      label.append(box, words);
      group.append(label);
      return { box, label: c.label };
    });
    const send = document.createElement('button');
    send.type = 'button';
    send.className = 'govuk-button picks__send';
    send.textContent = t('chat.send_several');
    send.dataset['testid'] = 'send-several';
    send.disabled = true;
    group.addEventListener('change', () => {
      send.disabled = !boxes.some((b) => b.box.checked);
    });
    send.addEventListener('click', () => {
      const ticked = boxes.filter((b) => b.box.checked);
      this.choose(ticked.map((b) => b.box.value).join(' '), ticked.map((b) => b.label).join(', '));
    });
    group.append(send);
  }
}
