// SPDX-License-Identifier: Apache-2.0
// Who did what, without content; each row's hash covers the one before.
import { useEffect, useState } from 'preact/hooks';
import { api, type AuditRow } from './api';
import { when } from './labels';
import { Problem, useAct } from './parts';

export function AuditView() {
  const [rows, setRows] = useState<AuditRow[]>([]);
  const [intact, setIntact] = useState<boolean | null>(null);
  const { busy, problem, act } = useAct();
  const more = () =>
    act(async () => {
      const page = await api.audit(rows[rows.length - 1]?.number ?? 0);
      setRows([...rows, ...page.items]);
      if (page.intact !== undefined) setIntact(page.intact);
    });
  useEffect(() => {
    void more();
  }, []);
  return (
    <section class="page" aria-labelledby="audit-title">
      <h1 id="audit-title">Audit</h1>
      <Problem text={problem} />
      {intact === true && <p role="status">The log is complete and unchanged.</p>}
      {intact === false && <p class="warning" role="alert">Rows of this log were changed or removed. Keep the database file and tell whoever runs the gateway.</p>}
      <table>
        <thead><tr><th>When</th><th>Who</th><th>What</th><th>About</th><th>Detail</th></tr></thead>
        <tbody>{rows.map((r) => <tr><td>{when(r.at)}</td><td>{r.by?.display ?? ''}</td><td>{r.action}</td><td>{r.about.slice(0, 8)}</td><td>{r.detail}</td></tr>)}</tbody>
      </table>
      <button disabled={busy} onClick={() => void more()}>Show more</button>
    </section>
  );
}
