// SPDX-License-Identifier: Apache-2.0
// Opens a sealed report with a helpline's private key:  node open_report.mjs PRIVATE_KEY.jwk < report.jwe.json
// Needs:  npm install jose
import { readFileSync } from "node:fs";
import { generalDecrypt, importJWK } from "jose";

const key = await importJWK(JSON.parse(readFileSync(process.argv[2], "utf8")), "ECDH-ES+A256KW");
const jwe = JSON.parse(readFileSync(0, "utf8"));
const { plaintext, protectedHeader } = await generalDecrypt(jwe, key);
const report = JSON.parse(new TextDecoder().decode(plaintext));
// The place is authenticated: a report cannot be passed off as another case's.
if (protectedHeader.place !== `report:${report.case}`) throw new Error("sealed for another place");
console.log(JSON.stringify(report.record));
