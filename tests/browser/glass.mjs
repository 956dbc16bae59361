// SPDX-License-Identifier: Apache-2.0
// Break-glass in the console, with two people in two browsers and a third who looks at it. Run by tests/browser/run; alone:
// node tests/browser/glass.mjs
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { makeGateway, root, signIn } from "../support/daemon.mjs";
import { check, eventually, test } from "../support/report.mjs";
import { Texter } from "../support/reporters.mjs";
import { accessible, enterDesk, id, launch, noSideways, own, photograph } from "./browser.mjs";

execFileSync("npm", ["--prefix", join(root, "deploy/demo"), "ci", "--no-audit", "--no-fund", "--silent"]);
const gateway = await makeGateway();
await gateway.start();
await gateway.startDemo();
const browser = await launch();

async function sitDown(login, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(gateway.desk + "/");
  await enterDesk(page, login, gateway.password);
  return { context, page };
}

const texter = new Texter(gateway);
const number = "+447700900123"; // of the demo's phone
const shownTo = async (page) => (await page.content()).includes(number.slice(-9));
let kim, alex;
try {
  await texter.say("hello");
  await texter.tell("2"); // in danger
  await test("break-glass: an operator asks, with only the reasons that the case allows", async () => {
    kim = await sitDown("kim");
    await kim.page.locator(id("queue-row")).first().click();
    check((await kim.page.locator(id("break-glass")).count()) === 0, "not without the claim");
    await kim.page.click(id("claim"));
    await kim.page.click(id("break-glass"));
    await kim.page.locator("select[name=glass-reason]").waitFor();
    const offered = await kim.page.locator("select[name=glass-reason] option").evaluateAll((all) => all.map((o) => o.value));
    check(offered.includes("life_in_danger") && !offered.includes("agreed_contact") && !offered.includes("court_order"), "offered: " + offered);
    await accessible(kim.page, "asking");
    await photograph(kim.page, "glass-ask");
    await kim.page.selectOption("select[name=glass-reason]", "life_in_danger");
    await kim.page.fill("textarea[name=glass-words]", "They wrote that he is at the door.");
    await kim.page.click(id("glass-ask"));
    await kim.page.locator(id("glass-waiting")).waitFor();
    check((await kim.page.locator(id("glass-open")).count()) === 0, "nothing to open yet");
  });

  await test("break-glass: a second person on a phone, by the keyboard alone, in dark: sees it at once and allows it with their passphrase", async () => {
    alex = await sitDown("alex", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    const { page } = alex;
    await page.getByText("Somebody waits for a second person").focus();
    await page.keyboard.press("Enter");
    await page.locator(id("glass-allow")).waitFor();
    check((await page.locator(id("glass-to-answer")).innerText()).includes("kim"), "who asked");
    await accessible(page, "break-glass page, dark, phone");
    await noSideways(page, "break-glass page");
    await photograph(page, "glass-page-phone-dark");
    await page.locator(id("glass-allow")).focus();
    await page.keyboard.press("Enter");
    await page.locator("input[name=glass-passphrase]").waitFor();
    await page.locator("input[name=glass-passphrase]").focus();
    await page.keyboard.type("not the passphrase");
    await page.keyboard.press("Enter");
    await page.getByText("This is not your passphrase.").waitFor();
    await accessible(page, "the passphrase once more");
    await photograph(page, "glass-allow-phone-dark");
    await page.fill("input[name=glass-passphrase]", own("alex"));
    await page.keyboard.press("Enter");
    await page.getByText("Allowed by alex").first().waitFor();
    check(!(await shownTo(page)), "the second person does not see it");
  });

  await test("break-glass: who asked sees the number once, and it is gone when they hide it", async () => {
    const { page } = kim;
    await page.locator(id("glass-open")).waitFor();
    await page.locator(id("glass-open")).focus();
    await page.keyboard.press("Enter");
    await page.locator(id("glass-address")).waitFor();
    check((await page.locator(id("glass-address")).innerText()) === number, "the number");
    await accessible(page, "the number on the screen");
    await photograph(page, "glass-number");
    await page.click(id("glass-hide"));
    check(!(await shownTo(page)), "hidden");
    check((await page.locator(id("glass-open")).count()) === 0, "not twice");
    const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, (await caches?.keys?.()) ?? [], (await indexedDB.databases?.()) ?? [], document.cookie]));
    check(!kept.includes(number.slice(-9)), "the browser keeps nothing");
    await page.keyboard.press("Escape");
    await eventually("the person was told, where they write", async () => (await page.locator(id("thread")).innerText()).includes("We fear that someone is in danger"));
    check((await page.locator(id("thread")).innerText()).includes("he is at the door"), "why it was asked stands in the thread");
  });

  await test("break-glass: neither of the two can review it; a third one does; right to left", async () => {
    const { page } = alex;
    await page.reload();
    await page.locator("input[type=password]").fill(own("alex"));
    await page.keyboard.press("Enter");
    await page.locator(id("nav-glass")).click();
    await page.getByText("A third person looks at it").waitFor();
    check((await page.locator(id("glass-in-order")).count()) === 0, "not alex");
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const third = await context.newPage();
    await context.route("**/*", async (route) => {
      if (route.request().resourceType() !== "document") return route.continue();
      const reply = await route.fetch();
      return route.fulfill({ response: reply, body: (await reply.text()).replace("<html", '<html dir="rtl"') });
    });
    await third.goto(gateway.desk + "/");
    await third.fill("input[name=login]", "admin");
    await third.fill("input[name=password]", gateway.password);
    await third.keyboard.press("Enter");
    await third.locator(id("nav-glass")).click();
    await third.locator(id("glass-in-order")).waitFor();
    await accessible(third, "break-glass page, right to left");
    await noSideways(third, "break-glass page, right to left");
    await photograph(third, "glass-page-rtl");
    await third.click(id("glass-in-order"));
    await third.locator(id("glass-in-order")).waitFor({ state: "detached" });
    const desk = await signIn(gateway, "admin");
    const log = (await desk("GET", "/audit?limit=500")).body.items.filter((r) => r.action.startsWith("glass."));
    check(log.map((r) => r.action).join(" ") === "glass.ask glass.allow.refused glass.allow glass.open glass.review", log.map((r) => r.action).join(" "));
    await context.close();
  });

  await test("break-glass: who writes in the web chat has no number, and that is said before anybody asks", async () => {
    const reporter = await (await browser.newContext()).newPage();
    await reporter.goto(gateway.public + "/chat");
    await reporter.locator(id("choice")).first().click();
    await reporter.locator(`${id("choice")}[data-send="2"]`).click();
    await eventually("the advice for danger", async () => (await reporter.locator(id("log")).innerText()).includes("Call 999 now"));
    const { page } = kim;
    const row = page.locator(id("queue-row")).filter({ hasText: "chat" }).first();
    await row.click();
    await page.click(id("claim"));
    await page.click(id("break-glass"));
    await page.locator(id("glass-nothing")).waitFor();
    check((await page.locator(id("glass-nothing")).innerText()).includes("There is no number"), "said so");
    check((await page.locator(id("glass-ask")).count()) === 0, "nothing to ask for");
    await photograph(page, "glass-chat");
  });
} finally {
  await browser.close();
  await gateway.stop();
}
