// SPDX-License-Identifier: Apache-2.0
// What outlives a reload: the session's token, and nothing a person wrote. It is kept in sessionStorage, which ends with
// the tab. A browser that brings a closed tab back may bring it too, so a token that was not used for half an hour is
// dropped. Where storage is refused (some private windows, some frames) the chat works and a reload begins anew.
const key = 'chat';
const kept_for_ms = 30 * 60 * 1000;

interface Kept {
  token: string;
  used: number;
}

export function kept_token(now: number): string {
  try {
    const text = sessionStorage.getItem(key);
    if (!text) return '';
    const kept = JSON.parse(text) as Kept;
    if (typeof kept.token === 'string' && /^[0-9a-f]{32}$/.test(kept.token) && now - kept.used < kept_for_ms) return kept.token;
  } catch {
    // Storage is closed to us, or holds something else: as good as empty.
  }
  forget_token();
  return '';
}

export function keep_token(token: string, now: number): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ token, used: now }));
  } catch {
    // Only a reload is the poorer.
  }
}

export function forget_token(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
