// SPDX-License-Identifier: Apache-2.0
// Files that came with a message. A picture is fetched and shown only when somebody asks for it: it may be distressing,
// and looking is written to the audit log.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { api, Refused, type ThreadFile } from './api';
import type { Keyring } from './keyring';

interface Got {
  url: string;
  text: string;
}

const isPicture = (f: ThreadFile): boolean => f.media.startsWith('image/');

function asUrl(bytes: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(new Error('The file could not be read.'));
    reader.readAsDataURL(bytes);
  });
}

async function fetched(caseId: string, f: ThreadFile, ring: Keyring | null): Promise<Got> {
  const blob = await api.file(caseId, f.number);
  if (blob.type.startsWith('application/jose+json')) {
    const content = await ring?.file(caseId, f.number, await blob.text()).catch(() => null);
    if (!content) throw new Refused(0, 'This file is sealed to the helpline, and no key here opens it.');
    const bytes = Uint8Array.from(atob(content.data), (c) => c.charCodeAt(0));
    const text = content.media === 'text/plain' ? new TextDecoder().decode(bytes) : '';
    return { url: `data:${content.media};base64,${content.data}`, text };
  }
  return { url: await asUrl(blob), text: f.media === 'text/plain' ? await blob.text() : '' };
}

interface From {
  caseId: string;
  ring: Keyring | null;
  shown: (words: string) => ComponentChildren; // of a document, with what colleagues marked covered
}

function One({ caseId, file, ring, shown }: From & { file: ThreadFile }) {
  const [got, setGot] = useState<Got | null>(null);
  const [wrong, setWrong] = useState('');
  const show = (): void => {
    fetched(caseId, file, ring).then(setGot, (e: unknown) => setWrong(e instanceof Error ? e.message : 'It does not open.'));
  };
  if (!got)
    return (
      <p class="file">
        <button type="button" class="quiet" data-testid="show-file" onClick={show}>Show {file.name}</button>
        {isPicture(file) && <span class="small"> It may be distressing. What it shows was not looked through: faces, names and places may be in it.</span>}
        {wrong && <span class="small" role="alert"> {wrong}</span>}
      </p>
    );
  return (
    <div class="file">
      {isPicture(file) && <img src={got.url} alt={`${file.name}, sent by the reporter; not described`} data-testid="file-picture" />}
      {got.text && <pre class="words" data-testid="file-text">{shown(got.text)}</pre>}
      <p class="small">
        {!got.text && <><a href={got.url} download={file.name.replace(' ', '-')}>Save {file.name}</a>{' '}</>}
        <button type="button" class="quiet" onClick={() => setGot(null)}>Hide</button>
      </p>
    </div>
  );
}

export function Files({ files, ...from }: From & { files: ThreadFile[] }) {
  return <>{files.map((f) => <One key={f.number} file={f} {...from} />)}</>;
}
