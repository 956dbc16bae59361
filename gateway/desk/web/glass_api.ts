// SPDX-License-Identifier: Apache-2.0
// Break-glass, as the API tells it (gateway/desk/openapi.json).
import { call, post, type Person } from './api';

export type GlassReason = 'life_in_danger' | 'suicide' | 'child_at_risk' | 'terrorism' | 'court_order' | 'agreed_contact';
export type Telling = 'tell' | 'adds_danger' | 'told_already' | 'court_forbids';
export interface GlassRequest {
  id: number;
  case: string;
  reason: GlassReason;
  ground: string;
  telling: Telling | 'may_not_write';
  state: 'asked' | 'allowed' | 'refused' | 'lapsed' | 'opened' | 'failed';
  asked_by: Person | null;
  asked: string;
  answer_by: string;
  decided_by: Person | null;
  decided: string | null;
  open_by: string | null;
  opened: string | null;
  told: boolean;
  review_by: string | null;
  reviewed_by: Person | null;
  reviewed: string | null;
  finding: string;
  may_allow: boolean;
  may_refuse: boolean;
  may_open: boolean;
  may_review: boolean;
  level?: string | null;
  channel?: string | null;
  alerts?: string[];
  level_set_by?: Person | null;
}
export interface GlassView {
  kept: 'phone' | 'mail' | 'none' | 'forgotten' | 'unknown';
  why: string;
  reasons: { code: GlassReason; allowed: boolean; why: string }[];
  may_tell: boolean;
  tell_why: string;
  confirmed: boolean;
  requests: GlassRequest[];
}
export interface Opened {
  kind: 'phone' | 'mail';
  address: string;
  show_for: number;
  told: boolean;
}

const at = (id: number, what: string): string => `/break-glass/${id}/${what}`;

export const glass = {
  view: (id: string) => call<GlassView>('GET', `/cases/${id}/break-glass`),
  ask: (id: string, body: { reason: string; words: string; telling: Telling; lease_number: number | null }) =>
    post<GlassRequest>(`/cases/${id}/break-glass`, body),
  list: () => call<{ items: GlassRequest[]; waiting: number; unreviewed: number }>('GET', '/break-glass'),
  allow: (id: number, proof: string) => post<GlassRequest>(at(id, 'allow'), { password: proof }),
  refuse: (id: number) => post<GlassRequest>(at(id, 'refuse')),
  open: (id: number) => post<Opened>(at(id, 'open')),
  review: (id: number, finding: 'in_order' | 'to_follow_up') => post<GlassRequest>(at(id, 'review'), { finding }),
};

const reasons: Record<GlassReason, string> = {
  life_in_danger: 'A life is in danger',
  suicide: 'Risk of suicide',
  child_at_risk: 'A child is at risk',
  terrorism: 'Terrorism or a bomb threat',
  court_order: 'Order of a court',
  agreed_contact: 'They agreed to be contacted',
};
export const reasonName = (code: GlassReason): string => reasons[code];

export const tellings: Record<Telling, string> = {
  tell: 'Tell them, once it was opened',
  adds_danger: 'Do not tell: it would add danger',
  told_already: 'Do not tell: they know already',
  court_forbids: 'Do not tell: the order forbids it',
};
export function tellingName(code: GlassRequest['telling']): string {
  if (code === 'may_not_write') return 'Not told: we may not write to them';
  return code === 'tell' ? 'The person is told once it was opened' : tellings[code].replace('Do not tell', 'Not told');
}

const alerts: Record<string, string> = { danger: 'in danger', weapon: 'weapon', suicide: 'suicide risk', child: 'child at risk' };
const grounds: Record<string, string> = { order: 'a court order', 'consent.contact': 'their own agreement' };
export function groundName(code: string): string {
  const [kind, what] = code.split('.');
  return grounds[code] ?? (kind === 'level' ? `its level, ${what}` : `the alert "${alerts[what ?? ''] ?? what}"`);
}
