// SPDX-License-Identifier: Apache-2.0
// What was opened since signing in, for searching: in this page's memory only, by case.
import type { OpenedCase } from './api';

export const seenText = new Map<string, string>();

export function remember(opened: OpenedCase): void {
  const said = opened.thread.items.filter((m) => m.author !== 'gateway').map((m) => `${m.text} ${m.aside}`);
  const record = opened.record ? JSON.stringify(opened.record) : '';
  seenText.set(opened.case.id, `${said.join('\n')}\n${record}`.toLowerCase());
}
