// `npm test`: sets up and runs every check. `npm test -- edge browser` runs only these parts.
// Every part runs even when an earlier one failed; the last line counts them all.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { build, buildDeployed } from "./build.mjs";
import { Stop, command, environment, root, run, say, setUp } from "./steps.mjs";

const wasm = ["--target", "wasm32-unknown-unknown"];
const native = ["--workspace", "--exclude", "edgewise-functions"];

const parts = {
  format: () => cargo("fmt", "--all", "--check"),
  lint: async () => {
    await cargo("clippy", "--locked", ...native, "--all-targets", "--all-features", "--", "-D", "warnings");
    for (const features of [[], ["--features", "demo"]]) {
      await cargo("clippy", "--locked", "-p", "edgewise-functions", ...wasm, ...features, "--", "-D", "warnings");
    }
  },
  core: () => counted("cargo", ["test", "--locked", ...native, "--all-features"], /test result: \w+\. (\d+) passed; (\d+) failed/g),
  docs: () =>
    run("cargo", ["doc", "--locked", "--no-deps", "-p", "edgewise", "-p", "edgewise-demo"], {
      env: { ...environment, RUSTDOCFLAGS: "-D warnings" },
    }),
  dependencies: () => dependencies(),
  build: () => deployable(),
  schemas: () => nodeTests("tests/schemas"),
  web: () => nodeTests("functions/web/test"),
  edge: () => nodeTests("tests/edge"),
  crash: () => nodeTests("tests/crash"),
  browser: () => nodeTests("tests/browser"),
};

const totals = { passed: 0, failed: 0 };

await command(async () => {
  const chosen = process.argv.slice(2);
  for (const name of chosen) {
    if (!parts[name]) throw new Stop(`There is no part “${name}”. Parts: ${Object.keys(parts).join(", ")}.`);
  }
  await setUp();
  const failures = [];
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
    say(`\n== ${name} ==`);
    const before = { ...totals };
    try {
      await parts[name]();
      if (totals.passed === before.passed && totals.failed === before.failed) totals.passed += 1;
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      if (totals.failed === before.failed) totals.failed += 1;
      failures.push(`${name}: ${error.message}`);
    }
  }
  for (const failure of failures) say(`FAILED ${failure}`);
  say(`${totals.passed} passed, ${totals.failed} failed`);
  if (failures.length > 0) process.exit(1);
});

function cargo(...args) {
  return run("cargo", args);
}

// Runs a test runner and adds up what it counts.
function counted(program, args, pattern) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: environment, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on("error", (error) => reject(new Stop(error.message)));
    child.on("close", (code) => {
      for (const [, passed, failed] of output.matchAll(pattern)) {
        totals.passed += Number(passed);
        totals.failed += Number(failed);
      }
      if (code === 0) resolve();
      else reject(new Stop(`${program} ended with code ${code}`));
    });
  });
}

async function nodeTests(folder) {
  const path = join(root, folder);
  const names = existsSync(path) ? readdirSync(path).filter((name) => /\.test\.m?js$/.test(name)).sort() : [];
  if (names.length === 0) throw new Stop(`${folder} has no tests`);
  await build();
  const node = join(root, "node_modules", ".bin", "node");
  // A test that hangs fails, so that the others are still run. The longest takes half a minute.
  const args = ["--test", "--test-concurrency=1", "--test-timeout=300000", "--test-reporter=spec", ...names.map((name) => join(folder, name))];
  await counted(node, args, /^ℹ pass (\d+)\n(?:.*\n)??ℹ fail (\d+)/gm);
}

// What is deployed does not grow unnoticed: docs/decisions/0004-small-before-fast.md.
async function deployable() {
  await build();
  const bytes = gzipSync(readFileSync(await buildDeployed()), { level: 9 }).length;
  say(`What is deployed weighs ${bytes} bytes, gzipped.`);
  if (bytes > 3_300_000) throw new Stop("What is deployed is too heavy.");
}

// Licences, sources and unused dependencies. The tools are built once, into target/tools.
async function dependencies() {
  await tool("cargo-deny", "0.20.2");
  await cargoTool("cargo-deny", ["deny", "--all-features", "--locked", "check", "bans", "licenses", "sources"]);
  await tool("cargo-machete", "0.9.2");
  await cargoTool("cargo-machete", ["machete"]);
}

function cargoTool(name, args) {
  return run(join(root, "target", "tools", "bin", name), args.slice(1));
}

async function tool(name, version) {
  const folder = join(root, "target", "tools");
  if (existsSync(join(folder, `.${name}-${version}`))) return;
  say(`Building ${name} ${version} (once, a few minutes) …`);
  await run("cargo", ["install", name, "--version", version, "--root", folder, "--debug", "--locked", "--quiet"]);
  const { writeFileSync } = await import("node:fs");
  writeFileSync(join(folder, `.${name}-${version}`), "");
}
