// SPDX-License-Identifier: Apache-2.0
// One line a test, as tests/run counts them.
export async function test(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (problem) {
    // The reason under its line: that is where tests/run keeps it for the end.
    console.log(`not ok ${name}`);
    console.log(String(problem?.stack ?? problem).split("\n").slice(0, 12).map((line) => "    " + line).join("\n"));
  }
}

export function skip(name, why) {
  console.log(`skip ${name} # ${why}`);
}

export function check(condition, message) {
  if (!condition) throw new Error(message);
}

// Waits for something to become true by asking again; `what` names it when the time is over.
export async function eventually(what, probe, { within = 10000, every = 25 } = {}) {
  const end = Date.now() + within;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((then) => setTimeout(then, every));
  }
}
