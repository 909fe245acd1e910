// Serves the built product until standard input closes. The first line of it says how:
// {"port", "folder", "bindings", "playbook"?, "articles"?}, where the playbook is the file to begin with
// while none was released, and the articles are the folder of pages to begin with while there are none. `tools/start.mjs` and the crash test start this.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { putArticles, readArticles } from "./articles.mjs";
import { startRuntime } from "./runtime.mjs";

const lines = createInterface({ input: process.stdin });
const stopped = new Promise((resolve) => lines.once("close", resolve));
const options = JSON.parse(await new Promise((resolve) => lines.once("line", resolve)));

try {
  const started = Date.now();
  const product = await startRuntime({ ...options, log: true });
  await healthy(product.url);
  if (options.playbook) await beginWith(options.playbook, product.url, options.bindings);
  if (options.articles) await beginWithArticles(options.articles, product.url, options.bindings);
  announce(product.url, options.bindings, Date.now() - started);
  await stopped;
  await product.stop();
  process.exit(0);
} catch (error) {
  process.stderr.write(`The product did not start: ${error.message}\n`);
  process.exit(1);
}

async function healthy(url) {
  const response = await fetch(`${url}/healthz`);
  if (!response.ok) throw new Error(`/healthz answered ${response.status}: ${await response.text()}`);
}

// A playbook that somebody released is never replaced.
async function beginWith(file, url, { EDGEWISE_OPERATOR_TOKEN: token }) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const live = await (await fetch(`${url}/v1/playbook`, { headers })).json();
  if (live.version > 0) return;
  const body = readFileSync(file, "utf8");
  const response = await fetch(`${url}/v1/playbook/import?release=true`, { method: "POST", headers, body });
  if (!response.ok) throw new Error(`${file} was refused: ${await response.text()}`);
}

// Pages that somebody handed in are never mixed with others.
async function beginWithArticles(folder, url, { EDGEWISE_OPERATOR_TOKEN: token }) {
  const headers = { authorization: `Bearer ${token}` };
  const kept = await (await fetch(`${url}/v1/knowledge`, { headers })).json();
  if (kept.items.length === 0) await putArticles(url, token, readArticles(folder));
}

function announce(url, bindings, ms) {
  const shop = bindings.COMMERCE_URL ? `the shop at ${bindings.COMMERCE_URL}` : "the embedded demo store";
  process.stdout.write(`
Edgewise runs on ${url} with ${shop} (ready in ${(ms / 1000).toFixed(1)} s).

  demo shop page    ${url}/demo/
  console           ${url}/console
  ingest key        EDGEWISE_INGEST_KEY=${bindings.EDGEWISE_INGEST_KEY}
  operator token    EDGEWISE_OPERATOR_TOKEN=${bindings.EDGEWISE_OPERATOR_TOKEN}
  identity secret   EDGEWISE_IDENTITY_SECRET=${bindings.EDGEWISE_IDENTITY_SECRET}

Ctrl-C stops it.
`);
}
