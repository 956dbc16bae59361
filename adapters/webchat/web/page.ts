// SPDX-License-Identifier: Apache-2.0
// For every page but the chat: only the quick way out. All else works without a script.
import { start_exit } from './exit';

start_exit();
document.querySelector<HTMLElement>('.govuk-error-summary')?.setAttribute('tabindex', '-1');
document.querySelector<HTMLElement>('.govuk-error-summary')?.focus();
