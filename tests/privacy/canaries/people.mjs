// SPDX-License-Identifier: Apache-2.0
// People who report, each with secrets of their own: who they are, where they write from, what they write, and contact
// data in their words, plain and disguised. Only forms whose cover the redaction promises (its gates and goldens) are
// planted in words that operators read.
import { randomBytes } from "node:crypto";

const digitWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const hex = (n) => randomBytes(n).toString("hex");
const word = (i, seed) => {
  const first = ["zor", "quel", "vym", "brax", "thul", "wep", "jol", "fyx", "kriv", "nuz"], last = ["vina", "hart", "wick", "dora", "mund", "lina", "bert", "rowe", "zine", "gora"];
  const middle = ["a", "e", "i", "o", "u", "ae", "ei", "ou", "ya", "yo"];
  const d = String(i * 37 + seed * 101 + 1000).slice(-4);
  return first[d[3]] + middle[d[1]] + last[d[2]] + ["", "el", "an", "is", "or", "et", "um", "ik", "as", "yn"][d[0]] + "q";
};
const capital = (w) => w[0].toUpperCase() + w.slice(1);

// A number as people write it: `typed` is looked for as it stands, too.
const numberForms = [
  (n) => n.slice(0, 5) + " " + n.slice(5),
  (n) => "+44 " + n.slice(1, 5) + " " + n.slice(5),
  (n) => [...n].join(" "),
  (n) => n.slice(0, 5) + "-" + n.slice(5, 8) + "-" + n.slice(8),
  (n) => [...n].map((d) => digitWords[d]).join(" "),
  (n) => [...n].map((d) => (d === "0" ? "oh" : digitWords[d])).join(" "),
  (n) => [...n].map((d) => String.fromCharCode(0xff10 + Number(d))).join(""),
  (n) => [...n].map((d) => String.fromCharCode(0x660 + Number(d))).join(""),
  (n) => n.slice(0, 5) + "." + n.slice(5, 8) + "." + n.slice(8),
  (n) => n[0] + "\u200b" + n.slice(1, 5) + "\u200b" + n.slice(5),
];
const mailForms = [
  (local, domain) => `${local}@${domain}`,
  (local, domain) => `${local.replace(".", " dot ")} at ${domain.replace(".", " dot ")}`,
  (local, domain) => `${local} [at] ${domain.replace(".", " [dot] ")}`,
  (local, domain) => `${local}(at)${domain}`,
  (local, domain) => `${local}＠${domain}`,
];
const introductions = [
  (n) => `my name is ${n}`,
  (n) => `Hello, my name is ${n.toLowerCase()} and I was there.`,
  (n) => `Hi I'm ${n}, they shouted at me.`,
  (n) => `You can call me ${n}.`,
  (n) => `MY NAME IS ${n.toUpperCase()}`,
];

export const channels = ["sms", "mail", "chat", "form"];

// person(i, channel): i up to 899, different secrets for each.
export function person(i, channel) {
  const three = String(i).padStart(3, "0");
  const name = capital(word(i, 1)) + " " + capital(word(i, 2));
  const local = `${word(i, 3)}.${word(i, 4)}`;
  const domain = `mx${hex(3)}.example.net`;
  const own = `07700900${three}`;
  const told = `0191498${String(i).padStart(4, "0")}`; // a second number, in the words
  const otherLocal = `${word(i, 5)}.${word(i, 6)}`;
  const otherDomain = "example.org";
  const words = [`${hex(4)}${hex(2)} lantern`, `umbrella${hex(5)}`];
  const p = {
    id: `${channel}-${i}`, channel, name, number: "+44" + own.slice(1), mail: `${local}@${domain}`,
    ip: `${["198.51.100", "203.0.113", "192.0.2"][Math.floor(i / 250) % 3]}.${i % 250}`, ip6: `2001:db8:${hex(2)}:${hex(2)}::${hex(2)}`, agent: `Browser${hex(6)}`, words,
    messageId: `${hex(9)}@${domain}`, fileName: `photo-${hex(5)}.jpg`, profile: `${capital(word(i, 7))} ${capital(word(i, 8))}`,
  };
  const typedNumber = numberForms[i % numberForms.length](told);
  const typedMail = mailForms[i % mailForms.length](otherLocal, otherDomain);
  p.story = `They shouted ${words[0]} and threw an ${words[1]}. ${introductions[i % introductions.length](name)}. My number is ${typedNumber}. My email is ${typedMail}`;
  p.secrets = [
    ["number", own], ["number", own.slice(1)], ["number", own.slice(0, 5) + " " + own.slice(5)],
    ["told number", told], ["told number", told.slice(1)], ["told number", typedNumber],
    ["mail", p.mail], ["mail", local], ["mail", domain], ["told mail", typedMail], ["told mail", `${otherLocal}@${otherDomain}`], ["told mail", otherLocal],
    ["name", name], ["name", name.split(" ")[0]], ["name", name.split(" ")[1]], ["name", p.profile],
    ["IP", p.ip], ["IP", p.ip6], ["browser", p.agent], ["message id", p.messageId], ["file name", p.fileName],
    ["words", words[0]], ["words", words[1]],
  ];
  return p;
}
