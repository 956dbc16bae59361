#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Score redaction against annotated texts and fail below what it reached.

usage: gates.py REDACT_LINES DATA_DIR HERE

REDACT_LINES reads and writes JSON lines (`earshot redact`). Every gate prints what was measured, the least that passes
here, and the goal of the design. No text is printed.
"""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "made"))
import pii_score  # noqa: E402
import texts as made_texts  # noqa: E402

failures = 0


def gate(name, value, least, goal, at_most=False):
    global failures
    passed = value <= least if at_most else value >= least
    failures += not passed
    sign = "<=" if at_most else ">="
    print(f"{'ok  ' if passed else 'FAIL'} {name:<58} {value:7.3f}  here {sign} {least:<6} goal {sign} {goal}")


def redact(program, rows, *args):
    lines = "".join(json.dumps({"id": r["id"], "text": r["text"]}, ensure_ascii=False) + "\n" for r in rows)
    done = subprocess.run([program, *args], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def load(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def word_hash(word):
    """As in gateway/redact/words.hpp: it decides which rows training never saw."""
    mask = (1 << 64) - 1
    h = 0xCBF29CE484222325
    for b in word.encode():
        if b != 0x27:
            h = ((h ^ b) * 0x100000001B3) & mask
    h ^= h >> 32
    return (h * 0x9E3779B97F4A7C15) & mask


def held_out(row):
    return (word_hash(row["id"]) >> 40) % 10 == 0


def person(name, program, rows, recall, precision, goal_r, goal_p):
    result = pii_score.score(rows, [only(r, "PERSON") for r in redact(program, rows)], types={"PERSON"})
    gate(f"{name}: whole names covered", result["overall"]["ent_recall_full"], recall, goal_r)
    gate(f"{name}: precision", result["overall"]["ent_precision"], precision, goal_p)
    return result["overall"]["ent_recall_full"]


def only(row, kind):
    return {**row, "spans": [s for s in row["spans"] if s["type"] == kind]}


def types(name, program, rows, kinds, mapping, recall, goal):
    result = pii_score.score(rows, redact(program, rows), tmap=mapping, types=kinds)
    gate(f"{name}: whole entities covered", result["overall"]["ent_recall_full"], recall, goal)


def without_closing_marks(rows):
    """The corpora take the mark that closes a sentence for the end of the link before it."""
    out = []
    for r in rows:
        spans = []
        for s in r["spans"]:
            words = r["text"][s["start"]:s["end"]].rstrip(".,;:!?)]'\"\u201d\u2019\u2026")
            if s["type"] not in ("URL", "HANDLE") or any(c.isalnum() for c in words):
                spans.append({**s, "end": s["start"] + len(words)} if s["type"] in ("URL", "HANDLE") else s)
        out.append({**r, "spans": spans})
    return out


def lowered(rows):
    return [{**r, "text": r["text"].lower()} for r in rows if len(r["text"].lower()) == len(r["text"])]


def introductions(program, here):
    """Every name of every community in every template: is the whole name covered?"""
    templates = [t for t in open(here / "introductions.txt", encoding="utf-8").read().split("\n") if t and t[0] != "#"]
    per_community = {}
    for line in open(here / "communities.tsv", encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        community, names = line.rstrip("\n").split("\t")
        rows = []
        for name in names.split(","):
            for i, t in enumerate(templates):
                for form in (name, name.lower()):
                    text = t.replace("\\n", "\n").replace("{N}", form)
                    start = text.index(form)
                    rows.append({"id": f"{form}-{i}", "text": text,
                                 "spans": [{"start": start, "end": start + len(form), "type": "PERSON"}]})
        result = pii_score.score(rows, redact(program, rows), types={"PERSON"})
        per_community[community] = result["overall"]["ent_recall_full"]
    for community, recall in sorted(per_community.items(), key=lambda x: x[1]):
        print(f"       {community:<28} {recall:.3f}")
    worst, best = min(per_community.values()), max(per_community.values())
    gate("self-introductions: mean over communities", sum(per_community.values()) / len(per_community), 0.97, 0.97)
    gate("self-introductions: spread between communities", best - worst, 0.06, 0.10, at_most=True)


# What the design asks of texts that are made here: whole entities covered.
MADE = {"ADDRESS": ("UK addresses", 0.85), "POSTCODE": ("postcodes", 0.99), "NHS": ("NHS numbers", 0.99),
        "NINO": ("National Insurance numbers", 0.99), "PHONE_NUMBER": ("disguised phone numbers", 0.92)}


def made(program):
    for kind, (name, goal) in MADE.items():
        for half in ("open", "kept"):
            rows = made_texts.made(kind, half)
            result = pii_score.score(rows, redact(program, rows), types={kind})
            gate(f"made texts ({half}), {name}", result["overall"]["ent_recall_full"], goal, goal)
    for half in ("open", "kept"):
        recalls = {}
        for community, rows in made_texts.introductions(half).items():
            result = pii_score.score(rows, redact(program, rows), types={"PERSON"})
            recalls[community] = result["overall"]["ent_recall_full"]
        for community, recall in sorted(recalls.items(), key=lambda x: x[1])[:5]:
            print(f"       {half}: {community:<22} {recall:.3f}")
        gate(f"made texts ({half}), self-introductions", sum(recalls.values()) / len(recalls), 0.97, 0.97)
        gate(f"made texts ({half}), spread between communities", max(recalls.values()) - min(recalls.values()), 0.10, 0.10,
             at_most=True)


def kept(program, here):
    """What happened, where, to whom and what was shouted must stay readable."""
    rows = load(here / "keep.jsonl")
    total = good = 0
    for row, out in zip(rows, redact(program, rows)):
        for part in row["keep"]:
            total += 1
            good += part in out["text"]
    gate("KEEP parts that stay", good / total, 0.95, 0.95)


def goldens(program, here):
    rows = load(here / "golden.jsonl")
    wrong = [r["id"] for r, out in zip(rows, redact(program, rows)) if out["text"] != r["shown"]]
    if wrong:
        print("       differ:", ", ".join(wrong))
    gate("golden redactions that differ", len(wrong), 0, 0, at_most=True)


def idempotent(program, rows):
    """What is shown must say nothing new when it is read again, whoever it was shown to."""
    for name, args in {"case worker": [], "partner": ["--level", "2"], "statistics": ["--level", "3"],
                       "place": ["--place"]}.items():
        once = redact(program, rows, *args)
        again = redact(program, [{"id": r["id"], "text": r["text"]} for r in once], *args)
        changed = sum(a["text"] != b["text"] for a, b in zip(once, again))
        gate(f"texts that change when redacted again, {name}", changed, 0, 0, at_most=True)
        gate(f"texts held, of a thousand, {name}", 1000 * sum("held" in r for r in once) / len(once), 1, 2, at_most=True)


def main():
    program, data, here = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    synth = load(data / "synth_dev.jsonl")
    btc = load(data / "btc_dev.jsonl")
    wnut = load(data / "wnut17_dev.jsonl")
    sms = load(data / "sms_silver_dev.jsonl")
    unseen_btc = [r for r in btc if held_out(r)]
    unseen_wnut = [r for r in wnut if held_out(r)]
    normal = person("synthetic (never trained on), PERSON", program, synth, 0.93, 0.88, 0.90, 0.80)
    person("tweets kept from training (BTC), PERSON", program, unseen_btc, 0.84, 0.60, 0.75, 0.60)
    person("tweets kept from training (WNUT), PERSON", program, unseen_wnut, 0.84, 0.58, 0.65, 0.50)
    small = pii_score.score(lowered(synth), redact(program, lowered(synth)), types={"PERSON"})["overall"]["ent_recall_full"]
    gate("synthetic in lower case: names lost", normal - small, 0.09, 0.10, at_most=True)
    same = {"DOMAIN_NAME": "URL"}
    types("synthetic, e-mail, IBAN, card, SSN, host", program, synth,
          {"EMAIL_ADDRESS", "IBAN_CODE", "CREDIT_CARD", "US_SSN", "URL"}, same, 0.99, 0.99)
    types("synthetic (foreign formats), phone", program, synth, {"PHONE_NUMBER"}, same, 0.97, 0.90)
    types("synthetic, age", program, synth, {"AGE"}, same, 0.97, 0.97)
    types("SMS (silver labels), phone", program, sms, {"PHONE_NUMBER"}, same, 0.99, 0.98)
    types("tweets, handles and links as labelled", program, unseen_btc + unseen_wnut, {"HANDLE", "URL"}, same, 0.95, 0.99)
    types("tweets, handles and links", program, without_closing_marks(unseen_btc + unseen_wnut), {"HANDLE", "URL"}, same,
          0.99, 0.99)
    introductions(program, here)
    made(program)
    kept(program, here)
    goldens(program, here)
    idempotent(program, synth + btc + wnut + sms)
    print(f"{failures} gates failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
