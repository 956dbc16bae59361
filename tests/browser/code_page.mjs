// SPDX-License-Identifier: Apache-2.0
// The page for a code, without JavaScript: phone and desktop, light and dark, left to right and right to left, with the
// keyboard alone.
import { check, test } from "../support/report.mjs";
import { Texter } from "../support/reporters.mjs";

const answers = ["hello", "1", "1", "2 3", "1", "1", "near SE15", "1 9pm", "3", "2", "3", "2", "They shouted about the lemonade", "0"];

// Reports by text message; the code that came. The last answer ends the exchange, and the number is forgotten.
async function codeByText(gateway) {
  const texter = new Texter(gateway);
  for (const words of answers.slice(0, -1)) await texter.say(words);
  const told = (await texter.messages()).map((m) => /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(m.text)?.[0]).filter(Boolean);
  await texter.tell(answers.at(-1));
  return told.at(-1);
}

export async function testCodePage({ gateway, person, id, accessible, photograph }) {
  const seen = (page) => page.locator("main").innerText();
  const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  // The answer may take longer than the page waits.
  async function settled(page) {
    for (let wait = 0; wait < 3 && (await page.locator(id("wait")).count()); wait++) await page.click(id("form-check"));
  }

  await test("by code, without JavaScript, on a phone: a slip, the news, more words, a correction, a person, and all is deleted", async () => {
    const code = await codeByText(gateway);
    const { context, page } = await person({ javaScriptEnabled: false });
    await page.goto(gateway.public + "/");
    await page.click(id("to-code"));
    await photograph(page, "code-phone");
    const wrong = code.replace(/.$/, (c) => (c === "Z" ? "Y" : "Z"));
    await page.fill(id("form-code"), wrong);
    await page.click(id("form-code-go"));
    await settled(page);
    check(/do not know this code/.test(await seen(page)), "told that it is unknown: " + (await seen(page)).slice(0, 200));
    check((await page.inputValue(id("form-code"))) === wrong, "what was typed is still there");
    await photograph(page, "code-unknown-phone");
    await page.fill(id("form-code"), ` ${code.toLowerCase().replace("-", " ")} `);
    await page.click(id("form-code-go"));
    await settled(page);
    check(/News: we have your report/.test(await seen(page)), "the news: " + (await seen(page)).slice(0, 200));
    check(!/lemonade|SE15/.test(await page.content()), "never the story");
    await photograph(page, "code-news-phone");
    await page.fill(id("form-words"), "And again on Monday");
    await page.click(id("code-add"));
    await settled(page);
    check(/added this to your report/.test(await seen(page)), "added: " + (await seen(page)).slice(0, 200));
    await page.fill(id("form-words"), "it was Tuesday");
    await page.click(id("code-correct"));
    await settled(page);
    check(/marked this as a correction/.test(await seen(page)), "corrected: " + (await seen(page)).slice(0, 200));
    await page.click(id("form-help"));
    await settled(page);
    check(/A person will read this/.test(await seen(page)), "a person: " + (await seen(page)).slice(0, 200));
    await page.click(id("form-delete"));
    await photograph(page, "code-sure-phone");
    await page.click(id("delete-no"));
    check(await page.locator(id("code-news")).count(), "kept, and back at the news");
    await page.click(id("form-delete"));
    await page.click(id("delete-sure"));
    await settled(page);
    check(/Receipt: R[0-9A-Z]{8}/.test(await seen(page)), "the receipt: " + (await seen(page)).slice(0, 200));
    await photograph(page, "code-gone-phone");
    await page.goto(gateway.public + "/code");
    await page.fill(id("form-code"), code);
    await page.click(id("form-code-go"));
    await settled(page);
    check(/do not know this code/.test(await seen(page)), "the code stopped working");
    check((await context.cookies()).length === 0, "a cookie");
    check(!page.url().includes("?") && !page.url().includes(code), "nothing in the address: " + page.url());
    await context.close();
  });

  await test("by code with the keyboard alone, desktop, dark, right to left: nothing serious, nothing sideways", async () => {
    const code = await codeByText(gateway);
    for (const [width, scheme, dir] of [[1280, "light", "ltr"], [1280, "dark", "rtl"], [320, "dark", "rtl"]]) {
      const { context, page } = await person({ viewport: { width, height: 800 }, colorScheme: scheme });
      if (dir === "rtl")
        await context.route("**/*", async (route) => {
          if (route.request().resourceType() !== "document") return route.continue();
          const reply = await route.fetch();
          return route.fulfill({ response: reply, body: (await reply.text()).replace(/<html([^>]*?)\sdir="ltr"/, '<html$1 dir="rtl"') });
        });
      const name = `${width}-${scheme}-${dir}`;
      const reach = async (what) => {
        for (let n = 0; n < 40; n++) {
          if (await page.locator(id(what)).evaluate((e) => e === document.activeElement)) return;
          await page.keyboard.press("Tab");
        }
        check(false, `${what} cannot be reached with Tab (${name})`);
      };
      const look = async (what) => {
        await accessible(page, `${what} ${name}`);
        check(!(await sideways(page)), `${what} scrolls sideways (${name})`);
        await photograph(page, `${what}-${name}`);
      };
      await page.goto(gateway.public + "/code");
      await look("code");
      await reach("form-code");
      await page.keyboard.type("what");
      await page.keyboard.press("Enter");
      await page.locator(id("error-summary")).waitFor();
      await look("code-error");
      await reach("form-code");
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(code);
      await page.keyboard.press("Enter");
      await page.locator(id("code-news")).waitFor();
      check(!/hate/i.test(await page.title()), "a neutral title");
      await look("code-news");
      await reach("form-delete");
      await page.keyboard.press("Enter");
      await page.locator(id("code-sure")).waitFor();
      await look("code-sure");
      await reach("delete-no");
      await page.keyboard.press("Enter");
      await page.locator(id("code-news")).waitFor();
      await context.close();
    }
  });
}
