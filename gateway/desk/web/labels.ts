// SPDX-License-Identifier: Apache-2.0
// Codes of the record in the words that operators use.
import type { Json, Level } from './api';

const words: Record<string, string> = {
  not_asked: 'not asked', skipped: 'skipped', not_sure: 'not sure', own_words: 'in own words',
  race: 'race', religion: 'religion', sexual_orientation: 'sexual orientation', disability: 'disability', transgender: 'transgender identity',
  age: 'age', sex_gender: 'being a woman or man', other: 'other',
  assault: 'hit or hurt', threat: 'threats', verbal: 'bad words', damage: 'things broken', arson: 'fire', online: 'online or phone',
  harassment: 'followed or bullied', weapon: 'weapon',
  home: 'home', near_home: 'near home', street: 'street', park: 'park', transport: 'bus or train', shop: 'shop', pub: 'pub', cafe: 'cafe',
  takeaway: 'takeaway', sports: 'sports ground', work: 'work', school: 'school', worship: 'place of worship', community: 'community place', event: 'big event',
  first: 'first time', few: 'once or twice before', many: 'many times before',
  stranger: 'a stranger', neighbour: 'a neighbour', known: 'somebody they know', family_partner_carer: 'family, partner or carer', group: 'a group',
  work_school: 'from work or school',
  ok: 'OK', upset: 'upset', fears_return: 'scared they will be back', fears_going_out: 'scared to go out', injured: 'hurt',
  suicidal: 'thoughts of ending their life', child_at_risk: 'a child at risk',
  victim: 'it happened to them', witness: 'they saw it', third_party: 'for somebody they help', professional: 'from a group or report centre', unknown: 'not said',
  exact: 'exact', day: 'that day', week: 'that week', month: 'that month', older: 'longer ago',
  incident: 'incident', tension: 'worry or rumour', update: 'update',
  sms: 'text', web: 'chat', email: 'mail', phone: 'phone', centre: 'report centre', partner_api: 'partner',
  complete: 'complete', partial: 'partial', abandoned: 'abandoned',
  record: 'keep a record', helpline_contact: 'helpline may write', police_anonymous: 'police, no contact details', police_contact: 'police may contact',
  council_anonymous: 'council, no contact details', council_contact: 'council may contact', refer_spoc: 'referral', research: 'research',
  given: 'yes', refused: 'no', withdrawn: 'withdrawn', none: 'not asked for',
  danger: 'in danger', suicide: 'suicide risk', child: 'child at risk', help: 'asked for a person', returned: 'wrote again', corrected: 'corrected something', held: 'a message was not kept',
  in_danger: 'in danger now', threat_to_kill: 'threat to kill', weapon_or_fire_near: 'weapon or fire near home',
  recorded: 'Recorded', advised: 'Advised', referred: 'Referred', police_with_consent: 'Police, with consent', safeguarding: 'Safeguarding',
  emergency_999: '999 called', no_contact: 'No contact', duplicate: 'Duplicate', spam_abusive: 'Spam or abuse of the line',
  queued: 'waiting to be sent', sent: 'sent', delivered: 'delivered', read: 'read', failed_temp: 'not delivered', failed_perm: 'not delivered', 
  fresh: 'not begun', asking: 'answering questions', human: 'waits for a person', done: 'finished', stopped: 'sent STOP', erased: 'wiped',
  person: 'name', address: 'address', postcode: 'postcode', url: 'link', id: 'number', vehicle: 'vehicle', card: 'card', bank: 'bank details', ip: 'IP address',
  in_order: 'in order', to_follow_up: 'needs following up',
  handle: 'user name', dob: 'date of birth',
  hold_police: 'for the police', hold_legal: 'for a court', hold_safeguarding: 'for the safety of a child or adult', hold_complaint: 'for a complaint',
  open: 'still open',
};

export const levels: Level[] = ['immediate', 'high', 'medium', 'standard'];
export const levelName: Record<Level, string> = { immediate: 'Immediate', high: 'High', medium: 'Medium', standard: 'Standard' };
export const outcomes = [
  'recorded', 'advised', 'referred', 'police_with_consent', 'safeguarding', 'emergency_999', 'no_contact', 'duplicate', 'spam_abusive',
];

export function word(code: string): string {
  return words[code] ?? code.replace(/_/g, ' ');
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

// A value of the record as one line; empty values say which kind of empty they are.
export function say(value: Json | undefined): string {
  if (value === undefined || value === null) return 'not asked';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return word(value);
  if (Array.isArray(value)) return value.length ? value.map((v) => (typeof v === 'string' ? word(v) : say(v))).join(', ') : 'none';
  return Object.values(value).map(say).join(', ');
}

export const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === 'not_asked' || value === 'skipped';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' });
const calendar = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'Europe/London' });
export function when(at: string): string {
  const date = new Date(at);
  return calendar.format(date) === calendar.format(new Date()) ? clock.format(date) : `${calendar.format(date)}, ${clock.format(date)}`;
}

export function ago(at: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
