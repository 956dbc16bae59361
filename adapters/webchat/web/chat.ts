// SPDX-License-Identifier: Apache-2.0
// The chat page: puts the line, the messages, the answers and the menu together.
import { ChoicesView } from './choices_view';
import { on_exit, start_exit } from './exit';
import { fresh_id, type Item, Line } from './line';
import { LogView } from './log_view';
import { forget_token } from './session';
import { private_hint, t } from './words';

const banner_after_ms = 2500; // a short break is not worth a word
const longest = 4000;

function find<T extends HTMLElement>(selector: string): T {
  const e = document.querySelector<T>(selector);
  if (!e) throw new Error(`the page lacks ${selector}`);
  return e;
}

const chat = find('#chat');
const log_root = find('.chat__log');
const banner = find('.chat__banner');
const live_note = find('.chat__live');
const message = find<HTMLTextAreaElement>('#message');
const label = find('label[for="message"]');
const ways = find('.chat__ways');
const sure = find('.chat__sure');
const menu = find<HTMLDetailsElement>('.chat__menu');
const file = document.querySelector<HTMLInputElement>('#file'); // absent where no files are taken

let begun = false;
let banner_timer: number | undefined;

const log = new LogView(log_root, (text) => {
  live_note.textContent = text;
});
const choices = new ChoicesView(find('.chat__choices'), log_root, (send, shown) => say(send, shown));

function show_banner(text: string, after: number): void {
  window.clearTimeout(banner_timer);
  banner_timer = window.setTimeout(() => {
    banner.textContent = text;
    banner.classList.toggle('chat__banner--on', text !== '');
  }, after);
}

function begin(): void {
  if (begun) return;
  begun = true;
  ways.hidden = false;
  find('.chat__compose').hidden = false;
}

function offer_start(): void {
  begun = false;
  ways.hidden = true;
  find('.chat__compose').hidden = true;
  choices.show([{ send: t('opening'), label: t('chat.start') }], false);
  const code = document.createElement('button');
  code.type = 'button';
  code.className = 'pick pick--second';
  code.textContent = t('chat.have_code');
  code.dataset['testid'] = 'start-code';
  code.addEventListener('click', enter_code);
  find('.picks').append(code);
}

function enter_code(): void {
  choices.clear();
  begin();
  relabel();
  live_note.textContent = t('chat.code_hint');
  message.focus();
}

function relabel(): void {
  label.textContent = t(choices.open ? 'chat.message_or' : 'chat.message_label');
}

function say(text: string, shown?: string): void {
  const id = fresh_id();
  begin();
  log.say(id, text, shown);
  menu.open = false;
  choices.clear();
  relabel();
  line.say(id, text);
}

function say_file(chosen: File): void {
  const id = fresh_id();
  begin();
  log.say(id, '', t('chat.file_mine'));
  if (chosen.size > Number(file?.dataset['most'])) {
    log.mark(id, 'refused', t('chat.file_too_large'));
    return;
  }
  line.say_file(id, chosen);
}

function ask(item: Item): void {
  begin();
  if (item.choices.length) choices.show(item.choices, item.several);
  relabel();
  log.to_end();
}

const refusals: Record<string, string> = {
  too_long: 'chat.too_long',
  file_too_large: 'chat.file_too_large',
  file_not_taken: 'chat.file_not_taken',
};

const line: Line = new Line(new URL('/chat/ws', location.href).href.replace(/^http/, 'ws'), '/chat/file', {
  synced(items, reset) {
    if (reset) {
      log.clear();
      choices.clear();
    }
    let open: Item | undefined;
    let spoke = false;
    for (const item of items) {
      const fresh = log.item(item);
      if (item.from === 'you') {
        open = undefined;
        spoke = spoke || fresh;
      } else if (item.choices.length) {
        open = item;
      }
    }
    if (spoke && !open) choices.clear();
    if (items.length) begin();
    if (open) ask(open);
    if (reset && !items.length && !line.has_unsent) {
      log_root.querySelectorAll('.chat__over').forEach((e) => e.remove());
      const over = document.createElement('p');
      over.className = 'chat__over msg';
      over.textContent = t('chat.cleared');
      log_root.append(over);
      offer_start();
    } else if (!begun) {
      offer_start();
    }
    relabel();
    log.to_end();
  },
  item(item) {
    if (log.item(item)) ask(item);
  },
  echo(id, text) {
    log.say(id, text, text ? undefined : t('chat.file_mine')); // only files come without words
    log.mark(id, 'sent');
    choices.clear();
    relabel();
  },
  sent(id) {
    log.mark(id, 'sent');
  },
  waiting(id) {
    log.mark(id, 'waiting');
  },
  refused(id, code) {
    log.mark(id, 'refused', t(refusals[code] ?? 'chat.not_text'));
  },
  state(state) {
    if (state === 'open') {
      if (banner.classList.contains('chat__banner--on')) {
        show_banner(t('chat.back_online'), 0);
        window.setTimeout(() => show_banner('', 0), 3000);
      } else {
        show_banner('', 0);
      }
    } else if (state === 'lost') {
      if (!banner.classList.contains('chat__banner--on')) show_banner(t('chat.offline'), banner_after_ms);
    } else {
      show_banner(t(state === 'busy' ? 'chat.busy_all' : state === 'old_page' ? 'chat.old_page' : 'chat.too_many'), 0);
    }
  },
});

function send_typed(): void {
  const text = message.value.trim();
  if (!text) {
    message.focus();
    return;
  }
  message.value = '';
  typed();
  say(text);
  message.focus();
}

function typed(): void {
  const left = longest - message.value.length;
  live_note.textContent = private_hint(message.value) ?? (left < 500 ? `${t('chat.left')} ${left}` : '');
  message.rows = Math.min(6, Math.max(1, message.value.split('\n').length, Math.ceil(message.value.length / 40)));
}

function start_anew(): void {
  line.stop();
  forget_token();
  location.reload();
}

function confirm_delete(asked: boolean): void {
  sure.hidden = !asked;
  find('[data-do="delete"]').hidden = asked;
  find(asked ? '[data-do="delete-sure"]' : '[data-do="delete"]').focus();
}

const actions: Record<string, () => void> = {
  back: () => say('BACK', t('chat.said_back')),
  skip: () => say('0', t('chat.said_skip')),
  help: () => say('HELP', t('chat.said_help')),
  stop: () => say('STOP', t('chat.said_stop')),
  code: () => {
    menu.open = false;
    enter_code();
  },
  again: start_anew,
  delete: () => confirm_delete(true),
  'delete-no': () => confirm_delete(false),
  'delete-sure': () => {
    confirm_delete(false);
    say('DELETE', t('chat.said_delete'));
  },
};

ways.addEventListener('click', (event) => {
  const action = (event.target as HTMLElement).closest<HTMLElement>('[data-do]')?.dataset['do'];
  if (!action) return;
  actions[action]?.();
});
find<HTMLFormElement>('.chat__compose').addEventListener('submit', (event) => {
  event.preventDefault();
  send_typed();
});
file?.addEventListener('change', () => {
  for (const chosen of file.files ?? []) say_file(chosen);
  file.value = ''; // the same one again is a choice too
});
menu.addEventListener('toggle', () => log.to_end());
message.addEventListener('input', typed);
message.addEventListener('keydown', (event) => {
  // On a keyboard Enter sends; on a phone it is a new line.
  const keyboard = window.matchMedia('(pointer: fine)').matches;
  if (event.key === 'Enter' && !event.isComposing && ((keyboard && !event.shiftKey) || event.ctrlKey)) {
    event.preventDefault();
    send_typed();
  }
});

let leaving = false;
on_exit(() => {
  leaving = true;
  log.clear();
  line.stop();
  message.value = '';
});
window.addEventListener('beforeunload', (event) => {
  if (!leaving && line.has_unsent) event.preventDefault();
});
// A page brought back by the browser's Back is begun anew: what it showed is not for whoever presses Back.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

start_exit();
chat.hidden = false;
ways.hidden = true;
find('.chat__compose').hidden = true;
line.connect();
