// SPDX-License-Identifier: Apache-2.0
// "Exit this page" as GOV.UK's component does it (the button, or Shift three times), and a little more: the session is
// forgotten and this page's place in the history is taken by the page it leaves for.
import { ExitThisPage } from 'govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs';
import { forget_token } from './session';

let before_leaving: () => void = () => undefined;

export function on_exit(then: () => void): void {
  before_leaving = then;
}

function leave(href: string): void {
  before_leaving();
  forget_token();
  if (window.parent !== window) {
    // In a frame: the page around us leaves too. It may be barred to us, then the widget hears of it.
    window.parent.postMessage({ earshot: 'exit', to: href }, '*');
    try {
      window.top?.location.replace(href);
      return;
    } catch {
      // The widget does it.
    }
  }
  window.location.replace(href);
}

class QuickExit extends ExitThisPage {
  override exitPage(): void {
    document.body.classList.add('govuk-exit-this-page-hide-content');
    const overlay = document.createElement('div');
    overlay.className = 'govuk-exit-this-page-overlay';
    overlay.setAttribute('role', 'alert');
    document.body.appendChild(overlay);
    overlay.textContent = this.i18n.t('activated');
    this.$overlay = overlay;
    leave(this.$button.href);
  }
}

export function start_exit(): void {
  document.body.classList.add('js-enabled', 'govuk-frontend-supported');
  const root = document.querySelector('.govuk-exit-this-page');
  if (root) new QuickExit(root);
}
