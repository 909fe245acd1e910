// Builds and starts the floor: the bare function and object of `floor/`, on the same runtime, with
// its state on disk as the product's.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root, run } from "../../tools/steps.mjs";

const compiled = join(root, "target", "wasm32-unknown-unknown", "release", "edgewise_floor.wasm");
const out = join(root, "target", "floor");

export async function startFloor() {
  await run("cargo", ["build", "--release", "--locked", "--quiet", "--target", "wasm32-unknown-unknown", "-p", "edgewise-floor"]);
  rmSync(out, { recursive: true, force: true });
  await run("cargo", ["run", "--quiet", "--locked", "--profile", "bundle", "-p", "edgewise-bundle", "--", compiled, out]);
  const folder = mkdtempSync(join(tmpdir(), "edgewise-floor-"));
  const miniflare = await import("miniflare");
  const scripts = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => ({ type: "ESModule", path: join(entry.parentPath, entry.name) }));
  const entry = { type: "ESModule", path: join(root, "tests", "bench", "floor", "entry.mjs") };
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
          name: "floor",
          rootPath: root,
          modulesRoot: root,
          compatibilityDate: "2026-11-01",
          modules: [entry, ...scripts, { type: "CompiledWasm", path: join(out, "index_bg.wasm") }],
          durableObjects: { FLOOR: { className: "FloorObject", useSQLite: true } },
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
