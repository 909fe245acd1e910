// What the commands share: running programs, telling what happens, ending with a clear sentence.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Where `npm start` keeps what the product holds.
export const state = join(root, ".wrangler", "state", "v3");

// The tools of the project come before those of the machine.
const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
export const environment = { ...process.env, PATH: path };

export class Stop extends Error {}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

// Ends the command with one sentence, not a stack trace, when the fault is not ours.
export async function command(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`\n${error instanceof Stop ? error.message : error.stack}\n`);
    process.exit(1);
  }
}

// Runs a program with its output shown.
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: environment,
      stdio: ["ignore", "inherit", "inherit"],
      ...options,
    });
    child.on("error", (error) => reject(new Stop(`${program} could not be started: ${error.message}`)));
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Stop(`${program} ${args.join(" ")} ended with ${signal ?? `code ${code}`}.`));
    });
  });
}

function answers(program) {
  return spawnSync(program, ["--version"], { env: environment }).status === 0;
}

// Sets up what building and running need. Safe to repeat; does only what is missing.
export async function setUp() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) throw new Stop(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  if (!answers("npm")) throw new Stop("npm is missing: install Node 20 or newer together with npm.");
  if (!answers("cargo")) {
    throw new Stop("cargo is missing: install Rust with rustup (https://rustup.rs), then try again.");
  }
  const installed = join(root, "node_modules", ".package-lock.json");
  if (newest([join(root, "package-lock.json")]) > newest([installed])) {
    say("Installing the pinned JavaScript tools …");
    await run("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"]);
  }
  await wasmTarget();
}

async function wasmTarget() {
  const libraries = spawnSync("rustc", ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"], {
    cwd: root,
    env: environment,
    encoding: "utf8",
  });
  if (libraries.status === 0 && existsSync(libraries.stdout.trim())) return;
  if (!answers("rustup")) {
    throw new Stop("The Rust target wasm32-unknown-unknown is missing and there is no rustup to add it.");
  }
  say("Adding the Rust target wasm32-unknown-unknown …");
  await run("rustup", ["target", "add", "wasm32-unknown-unknown"]);
}

// When the newest of these files and folders was changed; 0 where nothing is there.
export function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const status = statSync(path);
    if (!status.isDirectory()) {
      latest = Math.max(latest, status.mtimeMs);
      continue;
    }
    for (const name of readdirSync(path)) {
      if (name !== "dist" && name !== "target") latest = Math.max(latest, newest([join(path, name)]));
    }
  }
  return latest;
}
