// SPDX-License-Identifier: Apache-2.0
// The page's strings, and what can be seen in a text while it is typed.
const element = document.getElementById('strings');
const strings = JSON.parse(element?.textContent ?? '{}') as Record<string, string>;

export function t(key: string): string {
  return strings[key] ?? key;
}

// Which warning fits what is being typed, if any. Only a hint: covering up is the service's work.
export function private_hint(text: string): string | undefined {
  if (/[^\s@]+@[^\s@]+\.[a-z]{2,}/i.test(text)) return t('chat.note_email');
  if (/(?:\+|\b0)\d(?:[\s().-]*\d){7,}/.test(text)) return t('chat.note_phone');
  if (/\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b/i.test(text)) return t('chat.note_postcode');
  return undefined;
}

// The place of a reporter's code in a text, such as K7M3Q-9TX4R (Crockford base32: no I, L, O, U).
export function find_code(text: string): { start: number; code: string } | undefined {
  const found = /(^|[^\w-])([0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})(?![\w-])/.exec(text);
  return found ? { start: found.index + found[1]!.length, code: found[2]! } : undefined;
}
