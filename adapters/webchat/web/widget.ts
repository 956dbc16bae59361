// SPDX-License-Identifier: Apache-2.0
// One script tag on another site:  <script src="https://report.example/widget.js" data-label="Chat with us" defer></script>
// A button that opens the chat in a frame, and a button that closes it. Nothing is stored, nothing is counted, and the
// frame is made only when somebody asks for it.
const script = document.currentScript as HTMLScriptElement | null;

function style(element: HTMLElement, rules: Record<string, string>): void {
  for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value);
}

function button(text: string): HTMLButtonElement {
  const b = document.createElement('button');
  b.type = 'button';
  b.textContent = text;
  style(b, {
    font: '600 16px/1.25 system-ui, sans-serif', color: '#fff', background: '#1d4f91', border: '2px solid #fff',
    'border-radius': '6px', padding: '12px 16px', 'min-height': '44px', cursor: 'pointer',
  });
  return b;
}

function begin(source: HTMLScriptElement): void {
  const home = new URL(source.src).origin;
  const lang = source.dataset['lang'];
  const label = source.dataset['label'] ?? 'Chat with us';
  const close_label = source.dataset['close'] ?? 'Close chat';

  const root = document.createElement('div');
  root.setAttribute('data-testid', 'widget');
  style(root, { position: 'fixed', 'inset-block-end': '16px', 'inset-inline-end': '16px', 'z-index': '2147483000' });
  const open = button(label);
  open.setAttribute('aria-expanded', 'false');
  open.setAttribute('data-testid', 'widget-open');
  const close = button(close_label);
  close.setAttribute('data-testid', 'widget-close');
  const panel = document.createElement('div');
  panel.hidden = true;
  root.append(panel, open);
  let frame: HTMLIFrameElement | undefined;

  function show(): void {
    const narrow = window.innerWidth < 480;
    style(root, narrow ? { inset: '0' } : { 'inset-block-end': '16px', 'inset-inline-end': '16px' });
    style(panel, {
      display: 'flex', 'flex-direction': 'column', gap: '0', background: '#fff', 'box-shadow': '0 4px 24px rgba(0,0,0,.35)',
      width: narrow ? '100%' : '400px', height: narrow ? '100%' : 'min(680px, calc(100vh - 32px))',
      'border-radius': narrow ? '0' : '8px', overflow: 'hidden',
    });
    if (!frame) {
      frame = document.createElement('iframe');
      frame.title = label;
      frame.referrerPolicy = 'no-referrer';
      frame.src = `${home}/chat?embed=1${lang ? `&lang=${encodeURIComponent(lang)}` : ''}`;
      frame.setAttribute('data-testid', 'widget-frame');
      style(frame, { border: '0', flex: '1 1 auto', width: '100%' });
      panel.append(close, frame);
    }
    panel.hidden = false;
    open.hidden = true;
    style(open, { display: 'none' });
    open.setAttribute('aria-expanded', 'true');
    frame.focus();
  }

  function hide(): void {
    panel.hidden = true;
    style(panel, { display: 'none' });
    root.style.removeProperty('inset');
    style(root, { 'inset-block-end': '16px', 'inset-inline-end': '16px' });
    style(open, { display: '' });
    open.hidden = false;
    open.setAttribute('aria-expanded', 'false');
    open.focus();
  }

  open.addEventListener('click', show);
  close.addEventListener('click', hide);
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home) return;
    const data = event.data as { earshot?: unknown } | null;
    if (data && data.earshot === 'exit') window.location.replace(`${home}/exit`);
  });
  document.body.append(root);
}

if (script?.src) {
  if (document.body) begin(script);
  else document.addEventListener('DOMContentLoaded', () => begin(script));
}
