// SPDX-License-Identifier: Apache-2.0
// What every browser test needs: the browser, a look for accessibility faults, pictures for a person to look at.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/daemon.mjs";
import { check } from "../support/report.mjs";

export const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const pictures = process.env.EARSHOT_PICTURES;
let axe;

export const id = (name) => `[data-testid="${name}"]`;

export async function launch() {
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath: browserPath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

export async function photograph(page, name) {
  if (pictures) await page.screenshot({ path: join(pictures, name + ".png") });
}

export async function accessible(page, what) {
  axe ??= readFileSync(join(root, "tests/node_modules/axe-core/axe.min.js"), "utf8");
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  check(serious.length === 0, `${what}: ${serious.map((v) => `${v.id} (${v.nodes[0]?.html.slice(0, 120)})`).join("; ")}`);
}

export const noSideways = async (page, what) =>
  check(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), what + " scrolls sideways");

// The first sign-in asks for a passphrase of one's own; keys are made under it.
export const own = (login) => `four words of ${[...login].reverse().join("")}`;
export async function enterDesk(page, login, first) {
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", first);
  await page.keyboard.press("Enter");
  await page.locator(id("choose-passphrase")).waitFor();
  for (const box of await page.locator("input[autocomplete=new-password]").all()) await box.fill(own(login));
  await page.keyboard.press("Enter");
  await page.locator(id("queue-row")).first().waitFor();
}
