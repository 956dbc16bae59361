// SPDX-License-Identifier: Apache-2.0
// Holds records that the tests made (EARSHOT_RECORDS_OUT=DIR test_record) against config/record.schema.json with ajv,
// an implementation that is not ours. Usage: node schema.mjs DIR
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2020 from "ajv/dist/2020.js";

const here = dirname(fileURLToPath(import.meta.url));
const dir = process.argv[2];
if (!dir) {
    console.error("usage: node schema.mjs DIR");
    process.exit(2);
}

const schema = JSON.parse(readFileSync(join(here, "../../../config/record.schema.json"), "utf8"));
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

const files = readdirSync(dir).filter((name) => name.endsWith(".json"));
if (files.length === 0) {
    console.error(`no records in ${dir}`);
    process.exit(1);
}

let bad = 0;
for (const name of files) {
    const record = JSON.parse(readFileSync(join(dir, name), "utf8"));
    if (!validate(record)) {
        bad += 1;
        for (const e of validate.errors) console.error(`${name} ${e.instancePath || "/"}: ${e.message}`);
    }
    if (validate({ ...record, phone: "07700900123" })) {
        bad += 1;
        console.error(`${name}: an extra member was let through`);
    }
}
console.log(`${files.length} records, ${bad} bad`);
process.exit(bad ? 1 : 0);
