// Builds what the runtime loads: functions/dist (WebAssembly) and functions/web/dist (browser files).
// Steps whose inputs did not change are skipped.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { command, newest, root, run, say, setUp } from "./steps.mjs";

const web = join(root, "functions", "web");
const dist = join(root, "functions", "dist");

// With `demo`, what `npm start` and the tests run: the product and a shop to try it on. Without, what is
// deployed. Both are kept compiled; the folders hold the one that was built last.
export async function build({ demo = true } = {}) {
  await bundle(await compile(demo), dist, demo);
  await buildBrowserFiles(demo);
}

// What is deployed, for looking at it: the path of its WebAssembly.
export async function buildDeployed() {
  const out = join(root, "target", "deployed");
  await bundle(await compile(false), out, false);
  return join(out, "index_bg.wasm");
}

async function compile(demo) {
  const compiled = join(root, "target", demo ? "functions-demo.wasm" : "functions.wasm");
  const sources = ["Cargo.toml", "Cargo.lock", "src", "functions/src", "functions/Cargo.toml", ...(demo ? ["functions/demo"] : [])];
  if (newest([compiled]) > newest(sources.map((path) => join(root, path)))) return compiled;
  say(`[1/3] Compiling the functions to WebAssembly${demo ? " with the demo shop" : ""} (the first time takes a few minutes) …`);
  const target = ["--target", "wasm32-unknown-unknown", "-p", "edgewise-functions", ...(demo ? ["--features", "demo"] : [])];
  await run("cargo", ["build", "--release", "--locked", ...target]);
  cpSync(join(root, "target", "wasm32-unknown-unknown", "release", "edgewise_functions.wasm"), compiled);
  utimesSync(compiled, new Date(), new Date());
  return compiled;
}

async function bundle(compiled, out, demo) {
  if (isBuilt(out, demo, [compiled])) return;
  say("[2/3] Binding the WebAssembly to the runtime …");
  rmSync(out, { recursive: true, force: true });
  const program = ["run", "--quiet", "--locked", "--profile", "bundle", "-p", "edgewise-bundle", "--"];
  await run("cargo", [...program, compiled, out]);
  writeFileSync(join(out, stamp(demo)), "");
}

async function buildBrowserFiles(demo) {
  const out = join(web, "dist");
  const api = join(root, "schemas", "openapi.json");
  const playbook = join(root, "schemas", "playbook.json");
  if (isBuilt(out, demo, [join(web, "src"), join(web, "static"), api, playbook])) return;
  say("[3/3] Building the browser files …");
  const esbuild = await import("esbuild");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const source = join(web, "src");
  const names = readdirSync(source).filter((name) => demo || name !== "demo.entry.js");
  for (const name of names.filter((name) => name.endsWith(".entry.js"))) {
    await esbuild.build({
      entryPoints: [join(source, name)],
      outfile: join(out, name.replace(".entry.js", ".js")),
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2020",
      loader: { ".css": "text" },
    });
  }
  cpSync(join(web, "static"), out, { recursive: true });
  cpSync(api, join(out, "openapi.json"));
  cpSync(playbook, join(out, "playbook.schema.json"));
  if (!demo) withoutDemo(out);
  writeFileSync(join(out, stamp(demo)), "");
}

// Nobody may choose who to be in a real shop: neither the page nor the way to it is deployed.
function withoutDemo(out) {
  rmSync(join(out, "demo"), { recursive: true });
  const start = join(out, "index.html");
  const lines = readFileSync(start, "utf8").split("\n");
  writeFileSync(start, lines.filter((line) => !line.includes('href="/demo/"')).join("\n"));
}

function stamp(demo) {
  return demo ? ".built-demo" : ".built";
}

function isBuilt(out, demo, sources) {
  return newest([join(out, stamp(demo))]) > newest(sources);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await command(async () => {
    await setUp();
    await build({ demo: process.argv.includes("--demo") });
  });
}
