// SPDX-License-Identifier: Apache-2.0
// The line to the service: sends each message until it is acknowledged, comes back after every break, and asks for what
// was missed. A repeat carries the same id, so nothing is lost and nothing is taken twice.
import { keep_token, kept_token } from './session';

export interface Choice {
  send: string;
  label: string;
}

export interface Item {
  seq: number;
  from: 'you' | 'service' | 'person';
  text: string;
  choices: Choice[];
  several: boolean;
  at: number;
}

export interface Listener {
  synced(items: Item[], reset: boolean): void;
  item(item: Item): void;
  echo(id: string, text: string): void;
  sent(id: string): void;
  waiting(id: string): void;
  refused(id: string, code: string): void;
  state(state: 'open' | 'lost' | 'busy' | 'old_page' | 'too_many'): void;
}

type Frame =
  | { type: 'welcome'; token: string; items: Item[]; reset: boolean; more: boolean }
  | ({ type: 'item' } & Item)
  | { type: 'ack' | 'busy'; id: string }
  | { type: 'echo'; id: string; text: string }
  | { type: 'error'; code: string; id?: string };

const frame_step = 1024;
const ack_within_ms = 15_000;
const file_tries = 8; // without any answer: the phone may have taken the file away
const longest_pause_ms = 30_000;

// A UUID, version 4 (RFC 9562); crypto.randomUUID is missing on plain http, such as an onion address.
export function fresh_id(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// With blanks to a whole KiB: who watches the line learns little from its length.
function filled(frame: Record<string, unknown>): string {
  const json = JSON.stringify(frame);
  return json + ' '.repeat((frame_step - (new TextEncoder().encode(json).length % frame_step)) % frame_step);
}

// Half to whole of a doubling time, so that thousands of pages do not come back in the same second.
function pause(attempt: number): number {
  const whole = Math.min(longest_pause_ms, 500 * 2 ** attempt);
  return whole / 2 + (Math.random() * whole) / 2;
}

export class Line {
  private socket: WebSocket | undefined;
  private token = kept_token(Date.now());
  private place = 0; // of the last item from the service that is shown
  private place_text = '';
  private expect_reset = false; // the place is of another exchange: all is asked for anew
  private ready = false;
  private stopped = false;
  private attempt = 0;
  private retry: number | undefined;
  private readonly unsent = new Map<string, { text: string; file: Blob | undefined; tries: number; timer: number | undefined }>();

  constructor(
    private readonly url: string,
    private readonly file_url: string,
    private readonly listener: Listener,
  ) {
    window.addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.hurry();
    });
  }

  get known(): boolean {
    return this.token !== '';
  }

  get has_unsent(): boolean {
    return this.unsent.size > 0;
  }

  connect(): void {
    if (this.stopped || this.socket) return;
    this.retry = undefined;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onopen = () => this.hello();
    socket.onmessage = (event) => {
      if (socket === this.socket) this.take(JSON.parse(String(event.data)) as Frame);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  say(id: string, text: string): void {
    this.queue(id, text, undefined);
  }

  // The bytes alone: its name stays here.
  say_file(id: string, file: Blob): void {
    this.queue(id, '', file);
  }

  private queue(id: string, text: string, file: Blob | undefined): void {
    this.unsent.set(id, { text, file, tries: 0, timer: undefined });
    if (this.token) keep_token(this.token, Date.now());
    if (this.ready) this.send_one(id);
    else this.hurry();
  }

  stop(): void {
    this.stopped = true;
    window.clearTimeout(this.retry);
    for (const { timer } of this.unsent.values()) window.clearTimeout(timer);
    this.unsent.clear();
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }

  private hello(): void {
    const frame: Record<string, unknown> = { type: 'hello', v: 1, after: this.token ? this.place : 0 };
    if (this.token) frame['token'] = this.token;
    this.socket?.send(filled(frame));
  }

  private hurry(): void {
    if (this.socket || this.stopped) return;
    window.clearTimeout(this.retry);
    this.connect();
  }

  private lost(): void {
    this.socket = undefined;
    this.ready = false;
    for (const entry of this.unsent.values()) window.clearTimeout(entry.timer);
    if (this.stopped) return;
    this.listener.state('lost');
    this.retry = window.setTimeout(() => this.connect(), pause(this.attempt));
    this.attempt += 1;
  }

  private drop(): void {
    const socket = this.socket;
    if (!socket) return;
    this.lost();
    socket.close();
  }

  private send_one(id: string): void {
    const entry = this.unsent.get(id);
    if (!entry || !this.socket) return;
    window.clearTimeout(entry.timer);
    if (entry.file) {
      void this.send_file(id, entry.file);
      return;
    }
    this.socket.send(filled({ type: 'say', id, text: entry.text }));
    // No word for so long: the line is dead although nobody has said so.
    entry.timer = window.setTimeout(() => this.drop(), ack_within_ms);
  }

  private async send_file(id: string, file: Blob): Promise<void> {
    let status = 0;
    try {
      const headers = { 'content-type': 'application/octet-stream', 'chat-token': this.token, 'chat-id': id };
      status = (await fetch(this.file_url, { method: 'POST', headers, body: file, cache: 'no-store', credentials: 'omit' })).status;
    } catch {
      // No answer, or a file that went away meanwhile: the same again a little later, as for words.
    }
    if (this.stopped || !this.unsent.has(id)) return;
    if (status === 204) {
      this.settle(id);
      this.listener.sent(id);
    } else if (status === 413) {
      this.settle(id);
      this.listener.refused(id, 'file_too_large');
    } else if (status === 400 || (status === 0 && (this.unsent.get(id)?.tries ?? 0) >= file_tries)) {
      this.settle(id);
      this.listener.refused(id, 'file_not_taken');
    } else {
      this.later(id);
    }
  }

  private take(frame: Frame): void {
    switch (frame.type) {
      case 'welcome':
        this.welcome(frame);
        break;
      case 'item': {
        const { type: _, ...item } = frame;
        // A place we have passed: a repeat, or another exchange has begun. The store knows which.
        if (item.seq <= this.place) this.hello();
        else this.show(item);
        break;
      }
      case 'ack':
        this.settle(frame.id);
        this.listener.sent(frame.id);
        break;
      case 'busy':
        this.later(frame.id);
        break;
      case 'echo':
        this.listener.echo(frame.id, frame.text);
        break;
      case 'error':
        this.wrong(frame.code, frame.id);
        break;
    }
  }

  private show(item: Item): void {
    this.advance(item);
    this.listener.item(item);
  }

  private advance(item: Item): void {
    if (item.from === 'you' || item.seq <= this.place) return;
    this.place = item.seq;
    this.place_text = item.text;
  }

  private welcome(frame: Extract<Frame, { type: 'welcome' }>): void {
    this.token = frame.token;
    keep_token(frame.token, Date.now());
    let { items } = frame;
    let { reset } = frame;
    if (!reset && this.place > 0) {
      const here = items[0];
      if (here && here.seq === this.place) {
        if (here.text !== this.place_text) {
          this.place = 0;
          this.place_text = '';
          this.expect_reset = true;
          this.hello();
          return;
        }
        items = items.slice(1);
      }
    }
    if (this.expect_reset) reset = true;
    this.expect_reset = false;
    if (reset) {
      this.place = 0;
      this.place_text = '';
    }
    for (const item of items) this.advance(item);
    this.listener.synced(items, reset);
    const last = items[items.length - 1];
    if (frame.more && last) {
      this.place = last.seq;
      this.place_text = last.text;
      this.hello();
      return;
    }
    this.attempt = 0;
    this.ready = true;
    this.listener.state('open');
    for (const id of this.unsent.keys()) this.send_one(id);
  }

  private settle(id: string): void {
    window.clearTimeout(this.unsent.get(id)?.timer);
    this.unsent.delete(id);
  }

  private later(id: string): void {
    const entry = this.unsent.get(id);
    if (!entry) return;
    this.listener.waiting(id);
    window.clearTimeout(entry.timer);
    entry.timer = window.setTimeout(() => {
      if (this.ready) this.send_one(id);
    }, 1000 + pause(entry.tries));
    entry.tries += 1;
  }

  private wrong(code: string, id: string | undefined): void {
    if (id) {
      this.settle(id);
      this.listener.refused(id, code);
    } else if (code === 'version' || code === 'origin') {
      this.stop();
      this.listener.state('old_page');
    } else if (code === 'too_many') {
      this.listener.state('too_many');
    } else if (code === 'busy') {
      this.listener.state('busy');
    }
  }
}
