// SPDX-License-Identifier: Apache-2.0
// What a crash and a curious neighbour get of the process: nothing.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, test } from "../../support/report.mjs";

// Starts a program as an ordinary service would be, but with cores of any size allowed by whoever started it.
export const asService = ["bash", "-c", 'ulimit -c unlimited; exec "$@"', "service"];
const withoutPowers = process.getuid() === 0 ? ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"] : [];
const asStranger = process.getuid() === 0 ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : null;
const reads = (who, path) => {
  const [program, ...args] = [...who, "head", "-c", "64", path];
  const done = spawnSync(program, args);
  return done.status === 0 && done.stdout.length > 0;
};

export async function memoryIsPrivate(pid, search) {
  await test("its memory and environment are closed to other users and to programs of the same user", async () => {
    const [program, ...args] = [...withoutPowers, "sleep", "60"];
    const other = spawn(program, args, { stdio: "ignore" });
    try {
      await new Promise((then) => other.once("spawn", then));
      await new Promise((then) => setTimeout(then, 100)); // exec in the child
      check(reads(withoutPowers, `/proc/${other.pid}/environ`), "control: a program of the same user shows its environment");
      for (const file of ["environ", "maps", "auxv", "io"]) check(!reads(withoutPowers, `/proc/${pid}/${file}`), `${file} is open to the same user`);
      // mem is opened before it is read: opening it must fail already.
      for (const who of [withoutPowers, ...(asStranger ? [asStranger] : [])]) {
        const [tool, ...rest] = [...who, "bash", "-c", `exec 3<"$1"`, "open", `/proc/${pid}/mem`];
        check(spawnSync(tool, rest).status !== 0, "mem opens");
      }
      if (asStranger) for (const file of ["environ", "maps"]) check(!reads(asStranger, `/proc/${pid}/${file}`), `${file} is open to strangers`);
    } finally {
      other.kill("SIGKILL");
    }
  });
  await test("its command line holds no secret and no key", async () => {
    const line = readFileSync(`/proc/${pid}/cmdline`);
    check(line.toString().split("\0").filter(Boolean).length <= 4, "serve --config FILE, and nothing else");
    check(search.find(line).length === 0, "a secret in the command line");
  });
}

export async function forcedCore(gateway, aborted) {
  await test("aborted with cores allowed, it leaves none", async () => {
    check(aborted.signal === "SIGABRT", "it was ended by the abort: " + aborted.signal);
    const cores = (folder) => readdirSync(folder).filter((n) => /^core/.test(n));
    check(cores(gateway.dir).length === 0, "a core lies in its folder");
    const limits = readFileSync(`/proc/${gateway.process.pid}/limits`, "utf8");
    check(/^Max core file size +0 +0 /m.test(limits), "the limit of cores is not 0");
    const folder = mkdtempSync(join(process.env.EARSHOT_TEST_WORK ?? tmpdir(), "core-"));
    spawnSync(asService[0], [...asService.slice(1), "bash", "-c", "kill -ABRT $$"], { cwd: folder });
    console.log(`    control: an ordinary program aborted the same way leaves ${cores(folder).length ? "a core" : "none here either (the system takes or forbids it)"}`);
  });
}
