#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the arrows between folders (ARCHITECTURE.md): who may include whom. Prints file:line for each breach."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Longest matching prefix decides. "self" is always allowed.
ALLOWED = {
    "gateway/domain": [],
    "gateway/flow": ["gateway/domain"],
    "gateway/redact": ["gateway/domain", "generated"],
    "gateway/record": ["gateway/domain"],
    "gateway/files": ["gateway/domain"],
    "gateway/seal": ["gateway/domain"],
    "gateway/sealed": ["gateway/domain", "gateway/seal"],
    "gateway/vault": ["gateway/domain", "gateway/seal"],
    "gateway/config": ["gateway/domain"],
    "gateway/log": ["gateway/domain"],
    "gateway/net": ["gateway/domain/result.hpp", "gateway/domain/private_text.hpp"],
    "storage": ["gateway/domain"],
    "adapters/channel.hpp": ["gateway/domain", "gateway/net"],
    "adapters/channels.cpp": ["adapters", "gateway/domain", "gateway/net", "gateway/config"],
    "adapters": ["adapters/channel.hpp", "gateway/domain", "gateway/net", "gateway/config/section.hpp", "generated"],
    "gateway/intake": ["gateway/domain", "gateway/net", "gateway/seal", "gateway/sealed", "gateway/vault", "storage/store.hpp", "adapters/channel.hpp"],
    "gateway/pipeline": ["gateway/domain", "gateway/files/strip_room.hpp", "gateway/flow", "gateway/redact/redact.hpp", "gateway/record", "gateway/seal",
                         "gateway/sealed", "gateway/vault", "storage/store.hpp", "adapters/channel.hpp"],
    "gateway/outbox": ["gateway/domain", "gateway/net", "gateway/seal", "gateway/sealed", "gateway/vault",
                       "storage/store.hpp", "adapters/channel.hpp"],
    "gateway/desk": ["gateway/domain", "gateway/net", "gateway/seal", "gateway/record", "storage/store.hpp", "generated"],
    "gateway/app": ["gateway", "storage/store.hpp", "storage/copy.hpp", "adapters/channel.hpp", "generated"],
    "gateway/cli": ["gateway", "storage/store.hpp", "storage/audit.hpp", "adapters/channel.hpp", "generated"],
    "gateway/main.cpp": ["gateway/cli", "gateway/app"],
}
# Only these may declare text clean of identifiers.
STAMPS = {"gateway/redact", "gateway/flow/kept_words.cpp", "gateway/cli/flow_commands.cpp", "gateway/pipeline/take_act.cpp",
          "gateway/domain/redacted_text.hpp"}
# Heavy or hidden libraries and the folders that may see them.
LIBRARIES = {
    r"boost/beast": ["gateway/net"],
    r"boost/asio/ssl": ["gateway/net"],
    r"curl/": ["gateway/net"],
    r"SQLiteCpp/|sqlite3\.h": ["storage", "gateway/vault"],
    r"gmime/": ["adapters/email"],
    r"toml\+\+": ["gateway/config", "gateway/flow"],
    r"sodium": ["gateway/seal"],
    r"re2/": ["gateway/redact"],
    r"spdlog/|prometheus/": ["gateway/log"],
}


def starts(path, prefix):
    return path == prefix or path.startswith(prefix + "/") or (prefix.endswith((".hpp", ".cpp")) and path == prefix)


def rule_for(path):
    best = max((p for p in ALLOWED if starts(path, p)), key=len, default=None)
    return best


def own_folder(path, rule):
    if rule == "adapters":  # never another adapter
        return "/".join(path.split("/")[:2])
    return rule


def check(path, text):
    rule = rule_for(path)
    out = []
    for number, line in enumerate(text.splitlines(), 1):
        m = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if m and m.group(1) == '"' and rule:
            target = m.group(2)
            if target.startswith(("gateway/", "adapters/", "storage/", "tests/", "generated/")):
                own = own_folder(path, rule)
                if not starts(target, own) and not any(starts(target, a) for a in ALLOWED[rule]):
                    out.append(f"{path}:{number}: {rule} must not include {target} (ARCHITECTURE.md, arrows)")
            elif "/" not in target:
                out.append(f"{path}:{number}: spell the include from the root: {target}")
        elif m:
            for pattern, folders in LIBRARIES.items():
                if re.match(pattern, m.group(2)) and not any(starts(path, f) for f in folders):
                    out.append(f"{path}:{number}: <{m.group(2)}> is for {', '.join(folders)} only")
        if "stamp::clean" in line and not any(starts(path, s) for s in STAMPS):
            out.append(f"{path}:{number}: only redaction declares text clean")
    return out


def selftest():
    assert check("gateway/flow/x.cpp", '#include "gateway/redact/redact.hpp"')
    assert not check("gateway/flow/x.cpp", '#include "gateway/domain/ids.hpp"')
    assert check("adapters/email/x.cpp", '#include "adapters/sms/e164.hpp"')
    assert not check("adapters/sms/twilio/x.cpp", '#include "adapters/sms/e164.hpp"')
    assert check("gateway/desk/x.cpp", "#include <boost/beast/http.hpp>")
    assert check("adapters/email/x.cpp", '#include "storage/store.hpp"')
    assert check("gateway/net/x.cpp", '#include "gateway/domain/message.hpp"')


def main():
    selftest()
    listed = subprocess.run(["git", "ls-files", "*.cpp", "*.hpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    breaches, files = [], 0
    for name in listed.stdout.split():
        if name.startswith("tests/"):
            continue
        path = ROOT / name
        if not path.exists():
            continue
        files += 1
        text = path.read_text(encoding="utf-8")
        if not text.startswith("// SPDX-License-Identifier: Apache-2.0"):
            breaches.append(f"{name}:1: the first line must be the SPDX licence line")
        breaches += check(name, text)
    print("\n".join(breaches) if breaches else f"includes: {files} files keep to the arrows")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
