// SPDX-License-Identifier: Apache-2.0
// The part of govuk-frontend 6.6.0 that the pages use; the package has no types of its own.
declare module 'govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs' {
  export class ExitThisPage {
    constructor(root: Element | null);
    i18n: { t(key: string): string };
    $button: HTMLAnchorElement;
    $overlay: HTMLElement | null;
    exitPage(): void;
  }
}
