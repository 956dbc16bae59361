# SPDX-License-Identifier: Apache-2.0
"""Labelled texts made from templates.tsv and values.py.

usage: texts.py KIND open|kept     prints JSON lines
"""
import json
import pathlib
import sys

import values

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 24  # texts of each template


def templates(kind, half):
    for line in open(HERE / "templates.tsv", encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        h, k, text = line.rstrip("\n").split("\t")
        if h == half and k == kind:
            yield text.replace("\\n", "\n")


def names(half):
    path = HERE.parent / "communities.tsv" if half == "open" else HERE / "names_kept.tsv"
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            community, listed = line.rstrip("\n").split("\t")
            yield community, listed.split(",")


def row(kind, half, number, template, value, length):
    at = template.index("{}")
    return {"id": f"{kind}-{half}-{number}", "text": template.replace("{}", value),
            "spans": [{"start": at, "end": at + length, "type": kind}]}


def made(kind, half):
    makers = {"POSTCODE": values.postcode, "NHS": values.nhs, "NINO": values.nino, "PHONE_NUMBER": values.disguised}
    dice = values.Dice(sum(ord(c) * 257 ** i for i, c in enumerate(kind + half)))
    out = []
    for template in templates(kind, half):
        for _ in range(ROUNDS):
            value, length = values.address(dice, half) if kind == "ADDRESS" else (makers[kind](dice, half), None)
            out.append(row(kind, half, len(out), template, value, len(value) if length is None else length))
    return out


def introductions(half):
    """By community: every name in every template, as written and in small letters."""
    out = {}
    for community, listed in names(half):
        rows = []
        for template in templates("PERSON", half):
            for name in listed:
                for form in (name, name.lower()):
                    rows.append(row("PERSON", half, len(rows), template, form, len(form)))
        out[community] = rows
    return out


if __name__ == "__main__":
    kind, half = sys.argv[1:3]
    for r in [r for rows in introductions(half).values() for r in rows] if kind == "PERSON" else made(kind, half):
        print(json.dumps(r, ensure_ascii=False))
