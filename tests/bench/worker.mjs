// Builds and starts a Worker of the benches: a crate beside this file, on the same runtime as the product.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root, run } from "../../tools/steps.mjs";

// `name` is that of the folder here and, after `edgewise-`, of its crate. The WebAssembly is optimised as
// the product's.
export async function buildWorker(name) {
  await run("cargo", ["build", "--release", "--locked", "--quiet", "--lib", "--target", "wasm32-unknown-unknown", "-p", `edgewise-${name}`]);
  const compiled = join(root, "target", "wasm32-unknown-unknown", "release", `edgewise_${name}.wasm`);
  rmSync(out(name), { recursive: true, force: true });
  await run("cargo", ["run", "--quiet", "--locked", "--profile", "bundle", "-p", "edgewise-bundle", "--", compiled, out(name)]);
}

// With its state on disk, as the product's.
export async function startWorker(name, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), `edgewise-${name}-`));
  const miniflare = await import("miniflare");
  const scripts = readdirSync(out(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => ({ type: "ESModule", path: join(entry.parentPath, entry.name) }));
  const entry = { type: "ESModule", path: join(root, "tests", "bench", name, "entry.mjs") };
  const runtime = new miniflare.Miniflare(
    miniflare.convertV4MiniflareOptions({
      port: 0,
      host: "127.0.0.1",
      resourcePersistencePath: folder,
      defaultPersistRoot: folder,
      logRequests: false,
      cf: false,
      log: new miniflare.NoOpLog(),
      workers: [
        {
          name,
          rootPath: root,
          modulesRoot: root,
          compatibilityDate: "2026-11-01",
          modules: [entry, ...scripts, { type: "CompiledWasm", path: wasm(name) }],
          ...options,
        },
      ],
    }),
  );
  const url = await runtime.ready;
  return {
    url: url.origin,
    stop: async () => {
      await runtime.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const out = (name) => join(root, "target", name);

export const wasm = (name) => join(out(name), "index_bg.wasm");
