// SPDX-License-Identifier: Apache-2.0
// What changes at the Desk, as it happens. The browser reconnects by itself with the last cursor; when it cannot, the
// console says so, because a queue that stands still looks like a quiet night.

export interface Live {
  close: () => void;
}

export interface Change {
  type: string;
  about: string | null;
}

const types = [
  'case.opened', 'case.updated', 'case.claimed', 'case.given_back', 'case.handed_over', 'case.closed', 'case.lease_over',
  'case.withdrawn', 'message.in', 'message.out', 'message.state', 'alert.danger', 'alert.suicide', 'alert.child',
  'alert.help', 'alert.weapon', 'alert.returned', 'alert.corrected', 'alert.held', 'keys.changed', 'reset',
  'glass.asked', 'glass.answered', 'glass.opened', 'glass.ended',
];

export function listen(changed: (change: Change) => void, connected: (yes: boolean) => void, signedOut: () => void): Live {
  const source = new EventSource('/api/v1/events');
  const hear = (event: Event): void => {
    connected(true);
    let about: string | null = null;
    try {
      about = (JSON.parse((event as MessageEvent<string>).data) as { case?: string }).case ?? null;
    } catch {
      // An event without data is still a reason to look.
    }
    changed({ type: event.type, about });
  };
  for (const type of types) source.addEventListener(type, hear);
  source.addEventListener('message', hear);
  source.addEventListener('hello', () => connected(true));
  source.addEventListener('signed-out', signedOut);
  source.addEventListener('open', () => connected(true));
  source.addEventListener('error', () => connected(false));
  return { close: () => source.close() };
}
