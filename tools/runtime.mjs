// Starts the built product on the real runtime (workerd), as wrangler.toml describes it, and beside
// it the demo shop. Used by `npm start`, by the tests, by the crash test and by the benches, so that all of them run the same.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { root } from "./steps.mjs";

// `folder` keeps the state; without it nothing is kept. `bindings` are secrets and variables. `ai` is the script of a
// worker with an entrypoint `AI`, in the place of Workers AI, which does not run on this machine.
export async function startRuntime({ port = 0, host = "127.0.0.1", folder, bindings = {}, log = false, ai }) {
  const wrangler = await import("wrangler");
  const miniflare = await import("miniflare");
  const { workerOptions } = wrangler.unstable_getMiniflareWorkerOptions(join(root, "wrangler.toml"), undefined, {
    envFiles: [],
  });
  const runtime = new miniflare.Miniflare(
    miniflare.convertV4MiniflareOptions({
      port,
      host,
      resourcePersistencePath: folder,
      defaultPersistRoot: folder,
      logRequests: false,
      cf: false,
      log: log ? new miniflare.Log(miniflare.LogLevel.WARN) : new miniflare.NoOpLog(),
      workers: [
        {
          ...workerOptions,
          durableObjects: { ...workerOptions.durableObjects, DEMO_STORE: { className: "DemoStoreObject", useSQLite: true } },
          name: "edgewise",
          rootPath: root,
          modulesRoot: root,
          modules: modules(),
          // Only these: a developer's own .dev.vars must not change what a test sees.
          bindings,
          ...(ai ? { serviceBindings: { ...workerOptions.serviceBindings, AI: { name: "ai", entrypoint: "AI" } } } : {}),
        },
        ...(ai ? [{ name: "ai", modules: true, script: ai, compatibilityDate: workerOptions.compatibilityDate }] : []),
      ],
    }),
  );
  const url = await runtime.ready;
  await migrate(runtime);
  return {
    url: url.origin,
    stop: () => runtime.dispose(),
    runtime,
  };
}

function modules() {
  const dist = join(root, "functions", "dist");
  const snippets = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => join(entry.parentPath, entry.name));
  return [
    ...["demo/entry.mjs", "entry.mjs", "instance.mjs"].map((path) => ({ type: "ESModule", path: join(root, "functions", path) })),
    ...snippets.map((path) => ({ type: "ESModule", path })),
    { type: "CompiledWasm", path: join(dist, "index_bg.wasm") },
  ];
}

// Applies the index's migrations as `wrangler d1 migrations apply` would, each once.
async function migrate(runtime) {
  const index = await runtime.getD1Database("INDEX", "edgewise");
  await index.exec("CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
  const { results } = await index.prepare("SELECT name FROM d1_migrations").all();
  const applied = new Set(results.map((row) => row.name));
  const folder = join(root, "functions", "migrations");
  for (const name of readdirSync(folder).sort()) {
    if (applied.has(name)) continue;
    const statements = readFileSync(join(folder, name), "utf8")
      .replace(/--.*$/gm, "")
      .split(";")
      .map((statement) => statement.trim())
      .filter(Boolean)
      .map((statement) => index.prepare(statement));
    await index.batch([...statements, index.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name)]);
  }
}

