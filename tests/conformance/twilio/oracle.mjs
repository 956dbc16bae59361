// SPDX-License-Identifier: Apache-2.0
// Our Twilio code against implementations that are not ours: npm twilio (signatures), sms-segments-calculator (message
// parts), libphonenumber-js (numbers). Usage: node oracle.mjs PATH-OF-twilio_oracle [SEED]
// Prints "ok NAME" or "not ok NAME" for each property.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { parsePhoneNumber } from "libphonenumber-js";
import segments from "sms-segments-calculator";
import twilio from "twilio";

const program = process.argv[2];
const seed = Number(process.argv[3] ?? 20260301);
if (!program) {
    console.error("usage: node oracle.mjs PATH-OF-twilio_oracle [SEED]");
    process.exit(2);
}

// mulberry32: the same cases on every machine.
let state = seed >>> 0;
function random() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const repeat = (most, make) => Array.from({ length: below(most + 1) }, make);

function ask(questions) {
    const done = spawnSync(program, {
        input: questions.map((q) => JSON.stringify(q)).join("\n") + "\n",
        encoding: "utf8",
        maxBuffer: 1 << 28,
    });
    if (done.status !== 0) throw new Error(`${program} ended with ${done.status ?? done.signal}: ${done.stderr}`);
    const answers = done.stdout.trim().split("\n").map((line) => JSON.parse(line));
    if (answers.length !== questions.length) throw new Error(`${questions.length} questions, ${answers.length} answers`);
    return answers;
}

let failed = 0;
// `wrong`: the cases that break the property.
function property(name, count, wrong) {
    if (count === 0) wrong = ["no case was tried"];
    console.log(`${wrong.length ? "not ok" : "ok"} twilio: ${name} (${count} cases, seed ${seed})`);
    for (const one of wrong.slice(0, 5)) console.log("   ", JSON.stringify(one));
    if (wrong.length) failed += 1;
}

// Below U+D800, where JavaScript's order of strings and the order of UTF-8 bytes are the same.
const letters = [..."abcXYZ019 +&=%'\"<>-_.~*()!/?:;,@#\u00a3\u00e9\u017c\u0416\u4e2d\n\t\u0000"];
const name = () => "p" + repeat(6, () => pick(letters)).join("");
const text = () => repeat(30, () => pick(letters)).join("") + (below(4) === 0 ? "\u{1f600}" : "");
const smallForm = () => {
    const form = repeat(8, () => [name(), text()]);
    if (form.length && below(3) === 0) form.push([pick(form)[0], repeat(9, () => pick(letters)).join("")]);
    return form;
};
function asParams(form) {
    const params = {};
    for (const [key, value] of form) {
        if (!(key in params)) params[key] = value;
        else params[key] = [params[key], value].flat();
    }
    return params;
}
const query = () => {
    const part = () => repeat(5, () => pick([..."abc019-_.~", "%20", "+", "%27", "'", "%C3%A9", "(", ")", "!", "*"])).join("");
    return repeat(4, () => "q" + part() + "=" + part()).join("&");
};
function address() {
    const scheme = pick(["https", "https", "http"]);
    const user = pick(["", "", "user:pa55@"]);
    const host = pick(["gw.example.org", "a.example", "[::1]"]);
    const port = pick(["", "", scheme === "https" ? ":443" : ":80", ":8443"]);
    const q = query();
    return { scheme, user, host, port, rest: "/hooks/southwark-sms" + (q ? "?" + q : "") };
}
const written = (a) => `${a.scheme}://${a.user}${a.host}${a.port}${a.rest}`;

// 1. What their signer makes, ours takes; with the port as it is, added or dropped.
{
    const questions = [];
    for (let i = 0; i < 2000; ++i) {
        const a = address();
        const form = smallForm();
        const token = "t" + below(1e9);
        const standard = a.scheme === "https" ? ":443" : ":80";
        const variants = [a, { ...a, port: "" }];
        if (!a.port) variants.push({ ...a, port: standard });
        const signature = twilio.getExpectedTwilioSignature(token, written(pick(variants)), asParams(form));
        questions.push({ op: "verify", tokens: ["other", token], url: written(a), form, body: "", signature });
    }
    const answers = ask(questions);
    property("what npm twilio signs is accepted", answers.length, questions.filter((_, i) => !answers[i].ok));
}

// 2. What ours signs, their verifier takes.
{
    const questions = [];
    for (let i = 0; i < 2000; ++i)
        questions.push({ op: "sign", token: "t" + below(1e9), url: written(address()), form: smallForm() });
    const answers = ask(questions);
    const wrong = questions.filter((q, i) => {
        // Their verifier never tries a port that is not the default one against the URL as it stands.
        const own = answers[i].signature === twilio.getExpectedTwilioSignature(q.token, q.url, asParams(q.form));
        const theirs = twilio.validateRequest(q.token, answers[i].signature, q.url, asParams(q.form));
        return !own || !theirs;
    });
    property("what we sign is accepted by npm twilio", questions.length, wrong);
}

// 3. Whatever URL form their verifier lets through, ours does; and changed requests neither.
{
    const accepted = [];
    const refused = [];
    for (let i = 0; i < 2000; ++i) {
        const url = written(address());
        const form = smallForm();
        const params = asParams(form);
        const token = "t" + below(1e9);
        const other = pick([new URL(url).toString(), url.replaceAll("+", "%20"), url.replaceAll("'", "%27")]);
        const signature = twilio.getExpectedTwilioSignature(token, other, params);
        if (twilio.validateRequest(token, signature, url, params))
            accepted.push({ op: "verify", tokens: [token], url, form, body: "", signature });
        const changed = pick([
            { tokens: [token + "x"] },
            { form: [...form, ["extra", "1"]] },
            { url: url.replace("southwark", "northwark") },
            { url: url + (url.includes("?") ? "&" : "?") + "more=1" },
            { signature: signature.slice(0, -2) + (signature.at(-2) === "A" ? "B" : "A") + "=" },
            { signature: "" },
        ]);
        const request = { op: "verify", tokens: [token], url, form, body: "", signature, ...changed };
        if (!twilio.validateRequest(request.tokens[0], request.signature, request.url, asParams(request.form)))
            refused.push(request);
    }
    const yes = ask(accepted);
    property("every form of URL that npm twilio accepts is accepted", yes.length, accepted.filter((_, i) => !yes[i].ok));
    const no = ask(refused);
    property("changed requests are refused by both", no.length, refused.filter((_, i) => no[i].ok));
}

// 4. Bodies that are no form.
{
    const questions = [];
    const theirs = [];
    for (let i = 0; i < 500; ++i) {
        const body = JSON.stringify({ text: text() });
        const hash = createHash("sha256").update(body).digest("hex");
        const url = `https://gw.example.org/hooks/x?bodySHA256=${hash}`;
        const signature = twilio.getExpectedTwilioSignature("12345", url, {});
        const sent = below(3) === 0 ? body + " " : body;
        theirs.push(twilio.validateRequestWithBody("12345", signature, url, sent));
        questions.push({ op: "verify", tokens: ["12345"], url, form: null, body: sent, signature });
    }
    const answers = ask(questions);
    property("bodySHA256 agrees", answers.length, questions.filter((_, i) => answers[i].ok !== theirs[i]));
}

// 5. Message parts.
{
    const { SegmentedMessage } = segments;
    const plain = [..."abcdefgh 0123456789@\u00a3$\u00a5\u00e8\u00c7\u00d8\u0394\u03a6\u00c6\u00df\u00c9?!\n"];
    const double = [..."\u20ac{}[]~^\\|"];
    const wide = ["\u0416", "\u0175", "\u00e7", "`", "\u2019", "\u4e2d", "\u{1f600}", "\u{1f6a7}"];
    const texts = ["", "a".repeat(160), "a".repeat(161), "a".repeat(306), "a".repeat(307), "a".repeat(158) + "\u20ac",
        "a".repeat(159) + "\u20ac", "a".repeat(152) + "\u20ac" + "b".repeat(152), "\u0416".repeat(70),
        "\u0416".repeat(71), "\u0416".repeat(134), "\u0416".repeat(135), "\u{1f600}".repeat(35), "\u{1f600}".repeat(36)];
    for (let i = 0; i < 3000; ++i) {
        const from = pick([plain, [...plain, ...double], [...plain, ...double, ...wide], wide]);
        const length = pick([below(20), 60 + below(20), 130 + below(40), 290 + below(40), below(700)]);
        texts.push(Array.from({ length }, () => pick(from)).join(""));
    }
    const kept = texts.filter((t) => t.length > 0);
    const answers = ask(kept.map((t) => ({ op: "segments", text: t })));
    const wrong = kept.filter((t, i) => {
        const theirs = new SegmentedMessage(t, "auto");
        return answers[i].gsm7 !== (theirs.encodingName === "GSM-7") || answers[i].segments !== theirs.segmentsCount;
    });
    property("message parts agree with sms-segments-calculator", kept.length, wrong);
}

// 6. Numbers in the ways people write them.
{
    const questions = [];
    const expected = [];
    const digits = (n) => Array.from({ length: n }, () => below(10)).join("");
    for (let i = 0; i < 1000; ++i) {
        const [country, code, national] = pick([
            ["GB", "44", () => "7" + pick(["4", "5", "7", "8", "9"]) + digits(8)],
            ["GB", "44", () => "20794" + "6" + digits(4)],
            ["IE", "353", () => "8" + pick(["5", "6", "7"]) + digits(7)],
            ["DE", "49", () => "151" + digits(8)],
        ]);
        const number = parsePhoneNumber("+" + code + national(), country);
        const raw = pick([number.number, number.formatInternational(), number.formatNational(),
            number.format("RFC3966").slice(4), number.number.slice(1), "00" + number.number.slice(1),
            number.formatNational().replaceAll(" ", "\u00a0")]);
        questions.push({ op: "number", raw, calling_code: code });
        expected.push(number.number);
    }
    const answers = ask(questions);
    property("numbers agree with libphonenumber-js", answers.length,
        questions.filter((_, i) => !answers[i].phone || answers[i].text !== expected[i]));
}

process.exit(failed ? 1 : 0);
