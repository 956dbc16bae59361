// SPDX-License-Identifier: Apache-2.0
// Holds the Desk's OpenAPI document against the OpenAPI 3.1 schema (@seriousme/openapi-schema-validator), and every
// JSON schema in it against ajv. With a gateway's address also what that answers. Usage: node document.mjs [URL]
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { proofOf } from "../../support/desk_keys.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const url = (process.argv[2] ?? "").replace(/\/$/, "");
let failed = false;
function told(name, mistakes) {
    for (const m of mistakes.slice(0, 10)) console.error(`    ${m}`);
    console.log(`${mistakes.length === 0 ? "ok" : "not ok"} openapi: ${name}`);
    failed ||= mistakes.length > 0;
}

const text = url
    ? await (await fetch(`${url}/api/v1/openapi.json`)).text()
    : readFileSync(join(here, "../../../gateway/desk/openapi.json"), "utf8");
const doc = JSON.parse(text);

const verdict = await new Validator().validate(structuredClone(doc));
told("the document is valid OpenAPI 3.1", [
    ...(verdict.valid ? [] : [].concat(verdict.errors).map((e) => (typeof e === "string" ? e : JSON.stringify(e)))),
    ...(String(doc.openapi).startsWith("3.1.") ? [] : [`openapi is ${doc.openapi}`]),
]);

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
addFormats(ajv);
ajv.addKeyword("components");
ajv.addSchema({ $id: "desk", components: doc.components });

// References are local to the document.
const schema = (s) => JSON.parse(JSON.stringify(s).replaceAll('"#/components/', '"desk#/components/'));
const checks = (s, value) => {
    const valid = ajv.compile(schema(s));
    return valid(value) ? [] : valid.errors.map((e) => `${e.instancePath || "/"} ${e.message}`);
};
const resolved = (o) => (o.$ref ? o.$ref.slice(2).split("/").reduce((at, part) => at[part], doc) : o);

{
    const mistakes = [];
    const ids = new Set();
    let schemas = 0;
    for (const [path, methods] of Object.entries(doc.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            const where = `${method} ${path}`;
            if (ids.has(operation.operationId)) mistakes.push(`${where}: operationId ${operation.operationId} is there twice`);
            ids.add(operation.operationId);
            const bodies = [operation.requestBody, ...Object.values(operation.responses)].filter(Boolean).map(resolved);
            const all = bodies.flatMap((b) => Object.values(b.content ?? {})).map((c) => c.schema).filter(Boolean);
            for (const s of [...all, ...(operation.parameters ?? []).map((p) => resolved(p).schema)]) {
                schemas += 1;
                try {
                    ajv.compile(schema(s));
                } catch (e) {
                    mistakes.push(`${where}: ${e.message}`);
                }
            }
        }
    }
    if (schemas < 50) mistakes.push(`only ${schemas} schemas were found`);
    told(`${schemas} schemas compile in ajv's strict mode`, mistakes);
}

if (url) {
    const mistakes = [];
    const problem = doc.components.schemas.Problem;
    for (const [path, methods] of Object.entries(doc.paths)) {
        for (const method of Object.keys(methods)) {
            if (path === "/openapi.json") continue;
            const where = `${method} ${path}`;
            const reply = await fetch(url + "/api/v1" + path.replace("{id}", "0".repeat(32)), { method: method.toUpperCase() });
            const type = reply.headers.get("content-type") ?? "";
            const body = await reply.json().catch(() => ({}));
            if (!(reply.status in methods[method].responses)) mistakes.push(`${where}: ${reply.status} is not documented`);
            if (type !== "application/problem+json") mistakes.push(`${where}: ${type}`);
            mistakes.push(...checks(problem, body).map((m) => `${where}: ${m}`));
        }
    }
    told("who is not signed in gets documented problems everywhere", mistakes);

    const [login, password] = [process.env.EARSHOT_DESK_LOGIN, process.env.EARSHOT_DESK_PASSWORD];
    if (login && password) {
        const wrong = [];
        const signedIn = await fetch(`${url}/api/v1/session`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ login, password: proofOf(login, password) }),
        });
        const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0];
        const json = (operation, status) => resolved(operation.responses[status]).content["application/json"].schema;
        wrong.push(...checks(json(doc.paths["/session"].post, 200), await signedIn.json()));
        const look = async (template, path = template) => {
            const reply = await fetch(`${url}/api/v1${path}`, { headers: { Cookie: cookie } });
            const body = await reply.json();
            const operation = doc.paths[template].get;
            if (reply.status === 200) wrong.push(...checks(json(operation, 200), body).map((m) => `${path}: ${m}`));
            else if (!(reply.status in operation.responses)) wrong.push(`${path}: ${reply.status} is not documented`);
            return body;
        };
        for (const path of ["/session", "/stats", "/operators", "/audit"]) await look(path);
        const queue = await look("/cases");
        for (const one of (queue.items ?? []).slice(0, 5)) {
            await look("/cases/{id}", `/cases/${one.id}`);
            await look("/cases/{id}/thread", `/cases/${one.id}/thread`);
        }
        told(`a session's answers fit their schemas (${(queue.items ?? []).length} cases)`, wrong);
    }
}
process.exit(failed ? 1 : 0);
