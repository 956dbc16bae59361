// SPDX-License-Identifier: Apache-2.0
// node web.build.mjs [--only BUNDLE] [--source DIR] [--modules DIR] [--out DIR] [--no-check]
// Type-checks, then bundles the rows of web.entries.mjs into DIR/<bundle>/<to>. CMake keeps node_modules in its own build
// folder, so every place is an argument.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    source: { type: 'string', default: here },
    modules: { type: 'string', default: join(here, 'node_modules') },
    out: { type: 'string', default: join(here, 'dist') },
    'no-check': { type: 'boolean', default: false },
  },
});
const source = resolve(values.source);
const modules = resolve(values.modules);
const out = resolve(values.out);

const esbuild = await import(pathToFileURL(join(modules, 'esbuild/lib/main.js')));
const sass = await import(pathToFileURL(join(modules, 'sass/sass.node.mjs')));
const { default: entries } = await import(pathToFileURL(join(source, 'web.entries.mjs')));

const rows = entries
  .filter((row) => !values.only || row.bundle === values.only)
  .map((row) => ({ ...row, from: join(source, row.from), to: join(out, row.bundle, row.to) }))
  .filter((row) => existsSync(row.from));
const scripts = rows.filter((row) => /\.tsx?$/.test(row.from));
const styles = rows.filter((row) => /\.s?css$/.test(row.from));

function check() {
  const config = join(out, `tsconfig.${values.only ?? 'all'}.json`);
  mkdirSync(out, { recursive: true });
  writeFileSync(config, JSON.stringify({
    extends: join(source, 'tsconfig.json'),
    compilerOptions: { noEmit: true, paths: { '*': [join(modules, '*'), join(modules, '@types', '*')] } },
    include: scripts.flatMap((row) => ['ts', 'tsx'].map((end) => join(dirname(row.from), `**/*.${end}`))),
  }));
  execFileSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', config], { stdio: 'inherit' });
}

if (scripts.length && !values['no-check']) check();

for (const row of scripts) {
  await esbuild.build({
    entryPoints: [row.from],
    outfile: row.to,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2020', 'chrome87', 'firefox78', 'safari15'],
    nodePaths: [modules],
    legalComments: 'inline',
    charset: 'utf8',
    logLevel: 'warning',
  });
}
// GOV.UK's style sheet names left and right. Said as start and end it is right for both directions of writing.
function directionless(css) {
  const sides = { left: 'start', right: 'end' };
  return css
    .replace(/\b((?:margin|padding|border)-)(left|right)(?=[-:])/g, (_, head, side) => `${head}inline-${sides[side]}`)
    .replace(/([{;\s])(left|right)(\s*:)/g, (_, before, side, colon) => `${before}inset-inline-${sides[side]}${colon}`)
    .replace(/(text-align\s*:\s*)(left|right)/g, (_, head, side) => head + sides[side]);
}

for (const row of styles) {
  const { css } = await sass.compileAsync(row.from, {
    loadPaths: [modules],
    quietDeps: true,
    silenceDeprecations: ['import'],
  });
  const { code } = await esbuild.transform(directionless(css), {
    loader: 'css',
    minify: true,
    target: ['chrome87', 'firefox78', 'safari15'],
    charset: 'utf8',
  });
  mkdirSync(dirname(row.to), { recursive: true });
  writeFileSync(row.to, code);
}
for (const row of rows.filter((r) => r.from.endsWith('.html'))) {
  mkdirSync(dirname(row.to), { recursive: true });
  copyFileSync(row.from, row.to);
}
