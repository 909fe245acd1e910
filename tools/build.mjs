// Builds what the runtime loads: functions/dist (WebAssembly) and functions/web/dist (browser files).
// Steps whose inputs did not change are skipped.

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { command, newest, root, run, say, setUp } from "./steps.mjs";

const web = join(root, "functions", "web");
const compiled = join(root, "target", "wasm32-unknown-unknown", "release", "edgewise_functions.wasm");

export async function build() {
  await compile();
  await bundle();
  await buildBrowserFiles();
}

async function compile() {
  const sources = ["Cargo.toml", "Cargo.lock", "src", "schemas", "functions/src", "functions/Cargo.toml", "functions/demo"];
  if (newest([compiled]) > newest(sources.map((path) => join(root, path)))) return;
  say("[1/3] Compiling the functions to WebAssembly (the first time takes a few minutes) …");
  const target = ["--target", "wasm32-unknown-unknown", "-p", "edgewise-functions"];
  await run("cargo", ["build", "--release", "--locked", ...target]);
  utimesSync(compiled, new Date(), new Date());
}

async function bundle() {
  const out = join(root, "functions", "dist");
  const made = join(out, "index_bg.wasm");
  if (newest([made]) > newest([compiled])) return;
  say("[2/3] Binding the WebAssembly to the runtime …");
  rmSync(out, { recursive: true, force: true });
  const program = ["run", "--quiet", "--locked", "--profile", "bundle", "-p", "edgewise-bundle", "--"];
  await run("cargo", [...program, compiled, out]);
}

async function buildBrowserFiles() {
  const made = join(web, "dist", ".built");
  if (newest([made]) > newest([join(web, "src"), join(web, "static")])) return;
  say("[3/3] Building the browser files …");
  const esbuild = await import("esbuild");
  rmSync(join(web, "dist"), { recursive: true, force: true });
  mkdirSync(join(web, "dist"), { recursive: true });
  const source = join(web, "src");
  const names = existsSync(source) ? readdirSync(source) : [];
  for (const name of names.filter((name) => name.endsWith(".entry.js"))) {
    await esbuild.build({
      entryPoints: [join(source, name)],
      outfile: join(web, "dist", name.replace(".entry.js", ".js")),
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2020",
      loader: { ".css": "text" },
    });
  }
  if (existsSync(join(web, "static"))) cpSync(join(web, "static"), join(web, "dist"), { recursive: true });
  writeFileSync(made, "");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await command(async () => {
    await setUp();
    await build();
  });
}
