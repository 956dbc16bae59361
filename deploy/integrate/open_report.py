# SPDX-License-Identifier: Apache-2.0
# Opens a sealed report with a helpline's private key:  python3 open_report.py PRIVATE_KEY.jwk < report.jwe.json
# Needs jwcrypto (Debian: python3-jwcrypto).
import json
import sys

from jwcrypto import jwe, jwk

with open(sys.argv[1], encoding="utf-8") as file:
    key = jwk.JWK.from_json(file.read())
token = jwe.JWE()
token.deserialize(sys.stdin.read(), key)
report = json.loads(token.payload)
# The place is authenticated: a report cannot be passed off as another case's.
if token.jose_header.get("place") != f"report:{report['case']}":
    sys.exit("sealed for another place")
print(json.dumps(report["record"]))
