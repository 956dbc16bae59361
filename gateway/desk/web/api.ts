// SPDX-License-Identifier: Apache-2.0
// The Desk's API (gateway/desk/openapi.json), as far as the console uses it.

import type { GeneralJWE, JWK } from 'jose';

export type Level = 'immediate' | 'high' | 'medium' | 'standard';
export type Role = 'operator' | 'supervisor' | 'admin';

export interface Person {
  id: number;
  display: string;
}
export interface Operator extends Person {
  role: Role;
  disabled: boolean;
  confirmed: boolean; // false: one administrator alone made it or set its password
  login?: string;
  password?: string;
}
export interface Session {
  operator: Operator;
  csrf: string;
  expires: string;
}
export interface Claim {
  held: boolean;
  mine: boolean;
  by: Person | null;
  until: string | null;
  lease_number: number | null;
}
export interface Case {
  id: string;
  level: Level;
  score: number;
  kind: string;
  channel: string;
  language: string;
  area: string;
  strands: string[];
  completeness: string;
  alerts: string[];
  may_contact: boolean;
  unread: boolean;
  status: 'waiting' | 'claimed' | 'closed' | 'withdrawn';
  outcome: string;
  hold: string;
  opened: string;
  updated: string;
  target: string | null;
  overdue: boolean;
  claim: Claim;
}
export interface Cover {
  kind: string;
  role: string;
  start: number;
  length: number;
}
export interface ThreadFile {
  number: number;
  name: string;
  media: string;
}
export interface Message {
  seq: number;
  author: 'reporter' | 'gateway' | 'operator' | 'note' | 'system';
  text: string;
  text_id: string;
  choices: { send: string; label: string }[];
  covers: Cover[];
  note: string;
  aside: string;
  files?: ThreadFile[];
  at: string;
  delivery: string;
  readable: boolean;
  in_report?: boolean; // what it says is in the case's sealed report
  sealed?: GeneralJWE;
  by?: Person;
}
export interface Thread {
  items: Message[];
  last: number;
  more: boolean;
}
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonRecord = { [name: string]: Json };
export interface Triage {
  score: number;
  level: Level;
  overrides: string[];
  reasons: string[];
  incomplete: boolean;
}
export interface OpenedCase {
  case: Case;
  record: JsonRecord | null;
  triage: Triage | null;
  sealed_report: GeneralJWE | null;
  conversation: { phase: string; live: boolean; question: string; how: string; questions: string[]; waiting_words: boolean } | null;
  withheld: 'wiped' | 'unreadable' | 'locked' | null; // locked: no key in this browser opens it
  consent: { ribbon: { body: string; state: string }[]; may_write: boolean; why: string };
  thread: Thread;
}
export interface TeamKey {
  kid: string;
  public_key: JWK;
  made: string;
  in_use: boolean;
  copy: string | null; // wrapped to us
  recovery_copy?: string | null;
}
export interface Holder extends Person {
  public_key: JWK | null;
  has: string[];
}
export interface Keys {
  mine: { public_key: JWK; private_key: string } | null;
  team: TeamKey[];
  recovery: { kid: string; public_key: JWK } | null;
  holders: Holder[];
}
export interface KeyCopy {
  kid: string;
  holder: number;
  wrapped: string;
}
export interface Stats {
  waiting: number;
  claimed: number;
  waiting_by_level: Record<Level, number>;
  not_yet_worked_in: number;
  held_for_a_person: number;
  not_delivered: number;
  glass_waiting: number;
  glass_unreviewed: number;
}
// A quarter that is over; null: too few to say. Tables by code: strand, level, kind ...
export interface Figures {
  quarter: string;
  newest: string;
  cases: number | null;
  tables: Partial<Record<string, { code: string; cases: number | null }[]>>;
}

export interface Silence {
  until: string | null;
  last: { action: string; days: number; at: string; by: Person } | null;
}
export interface AuditRow {
  number: number;
  at: string;
  by: Person | null;
  action: string;
  about: string;
  detail: string;
}

// What went wrong, in words that say what to do.
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

let csrf = '';
let signedOut: () => void = () => {};
export const onSignedOut = (then: () => void): void => {
  signedOut = then;
};

export async function call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const unsafe = method !== 'GET';
  let reply: Response;
  try {
    reply = await fetch('/api/v1' + path, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(unsafe ? { 'X-Earshot-CSRF': csrf } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refused(0, 'The Desk cannot be reached. Check the connection and try again; nothing was changed.');
  }
  if (reply.status === 204) return undefined as T;
  const text = await reply.text();
  let parsed: unknown = {};
  try {
    parsed = JSON.parse(text);
  } catch {
    // An answer without JSON is told by its status alone.
  }
  if (!reply.ok) {
    if (reply.status === 401 && path !== '/session') signedOut();
    const detail = (parsed as { detail?: string }).detail;
    throw new Refused(reply.status, detail ?? `The Desk answered ${reply.status}. Try again.`);
  }
  return parsed as T;
}

// A file's bytes: no JSON, but the same troubles.
async function bytes(path: string): Promise<Blob> {
  const reply = await fetch('/api/v1' + path, { credentials: 'same-origin' }).catch(() => null);
  if (!reply) throw new Refused(0, 'The Desk cannot be reached. Check the connection and try again.');
  if (reply.ok) return reply.blob();
  if (reply.status === 401) signedOut();
  const told = (await reply.json().catch(() => ({}))) as { detail?: string };
  throw new Refused(reply.status, told.detail ?? `The Desk answered ${reply.status}. Try again.`);
}

async function signedIn(session: Promise<Session>): Promise<Session> {
  const got = await session;
  csrf = got.csrf;
  return got;
}

export const post = <T = void>(path: string, body: unknown = {}, headers?: Record<string, string>): Promise<T> =>
  call<T>('POST', path, body, headers);

export const api = {
  session: () => signedIn(call<Session>('GET', '/session')),
  // `password`: what is derived from the passphrase (keyring.ts), never the passphrase.
  signIn: (login: string, password: string) => signedIn(call<Session>('POST', '/session', { login, password })),
  signOut: () => call<void>('DELETE', '/session'),
  changePassword: (old: string, fresh: string) =>
    signedIn(call<Session>('POST', '/operators/me/password', { old, new: fresh })),
  keys: () => call<Keys>('GET', '/keys'),
  putOwnKeys: (body: { old: string; new: string; public_key: JWK; private_key: string }) =>
    signedIn(call<Session>('PUT', '/keys/mine', body)),
  addTeamKey: (body: { after: string; public_key: JWK; recovery_key?: JWK; copies: KeyCopy[] }) => post('/keys/team', body),
  addKeyCopies: (copies: KeyCopy[]) => post('/keys/copies', { copies }),
  stats: () => call<Stats>('GET', '/stats'),
  figures: (quarter: string) => call<Figures>('GET', '/figures' + (quarter && `?quarter=${quarter}`)),
  queue: (status: string) =>
    call<{ items: Case[]; next_offset: number | null; now: string }>('GET', '/cases?limit=100' + (status ? `&status=${status}` : '')),
  // With the whole thread, however long.
  open: async (id: string): Promise<OpenedCase> => {
    const opened = await call<OpenedCase>('GET', `/cases/${id}`);
    let thread = opened.thread;
    const items = [...thread.items];
    while (thread.more) {
      thread = await call<Thread>('GET', `/cases/${id}/thread?after=${thread.last}`);
      items.push(...thread.items);
    }
    return { ...opened, thread: { ...thread, items } };
  },
  file: (id: string, number: number) => bytes(`/cases/${id}/files/${number}`),
  claim: (id: string) => post<{ lease_number: number }>(`/cases/${id}/claim`),
  heartbeat: (id: string, lease_number: number) => post(`/cases/${id}/heartbeat`, { lease_number }),
  giveBack: (id: string, lease_number: number) => post(`/cases/${id}/return`, { lease_number }),
  handOver: (id: string, lease_number: number, to: number) => post(`/cases/${id}/handover`, { lease_number, to }),
  write: (id: string, lease_number: number, text: string, key: string) =>
    post(`/cases/${id}/messages`, { lease_number, text }, { 'Idempotency-Key': key }),
  ask: (id: string, lease_number: number, question: string, key: string) =>
    post(`/cases/${id}/ask`, { lease_number, question }, { 'Idempotency-Key': key }),
  handBack: (id: string, lease_number: number, key: string) =>
    post(`/cases/${id}/hand-back`, { lease_number }, { 'Idempotency-Key': key }),
  note: (id: string, text: string) => post(`/cases/${id}/note`, { text }),
  level: (id: string, level: Level, why: string, lease_number: number | null) =>
    post(`/cases/${id}/level`, { level, why, ...(lease_number === null ? {} : { lease_number }) }),
  mask: (id: string, text: string) => post(`/cases/${id}/mask`, { text }),
  // Only the alerts that were seen: one that came up since stays up.
  clearAlerts: (id: string, alerts: string[], lease_number: number | null) =>
    post(`/cases/${id}/alerts/clear`, { alerts, ...(lease_number === null ? {} : { lease_number }) }),
  silence: (id: string) => call<Silence>('GET', `/cases/${id}/silence`),
  hold: (id: string, reason: string) => post(`/cases/${id}/hold`, { reason }),
  setSilence: (id: string, days: number) => post(`/cases/${id}/silence`, { days }),
  close: (id: string, body: Record<string, Json>) => post(`/cases/${id}/close`, body),
  operators: () => call<{ items: Operator[] }>('GET', '/operators'),
  addOperator: (login: string, display: string, role: Role) =>
    post<{ id: number; password?: string }>('/operators', { login, display, role }),
  changeOperator: (id: number, body: Record<string, Json>) => call<Operator>('PATCH', `/operators/${id}`, body),
  confirmOperator: (id: number) => post(`/operators/${id}/confirm`),
  audit: (after: number) =>
    call<{ items: AuditRow[]; intact?: boolean }>('GET', `/audit?after=${after}&limit=100&check=true`),
};
