// `npm run bench`: what a turn and an event cost, each as a ratio to the floor of the same run, what
// the engine and the understanding take by themselves, and what the WebAssembly weighs.
// `npm run bench -- turn` runs one part.
//
// Machines differ and are busy, so only ratios are worth comparing between runs. Product and floor
// take turns in short rounds, so that a busy second hits both.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { build, buildDeployed } from "../../tools/build.mjs";
import { Stop, command, environment, root, run, say, setUp } from "../../tools/steps.mjs";
import { event, order, startProduct } from "../harness/product.mjs";
import { startFloor } from "./floor.mjs";
import { knowledge } from "./knowledge.mjs";
import { message } from "./message.mjs";
import { pages } from "./pages.mjs";
import { reference } from "./reference.mjs";
import { whatIf } from "./what_if.mjs";

const ROUNDS = 10;
const parts = {
  size,
  engine,
  message,
  turn: onBoth(turn),
  reference: onBoth(reference),
  events: onBoth(events),
  simulation,
  knowledge,
  pages: onBoth(pages),
  "what-if": whatIf,
};

await command(async () => {
  const chosen = process.argv.slice(2);
  for (const name of chosen) {
    if (!parts[name]) throw new Stop(`There is no part “${name}”. Parts: ${Object.keys(parts).join(", ")}.`);
  }
  await setUp();
  await build();
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
    say(`\n== ${name} ==`);
    await parts[name]();
  }
  process.exit(0);
});

// Of what is deployed: without the demo shop.
async function size() {
  const built = await buildDeployed();
  const wasm = readFileSync(built);
  const gzipped = gzipSync(wasm, { level: 9 }).length;
  say(`WebAssembly: ${wasm.length} bytes, gzipped ${gzipped} bytes`);
  // Each in a process of its own: what was compiled once is remembered.
  const compile = `const wasm = require("fs").readFileSync(process.argv[1]); const begun = performance.now();
    new WebAssembly.Module(wasm); console.log(performance.now() - begun);`;
  const cold = (...flags) => Number(execFileSync(process.execPath, [...flags, "-e", compile, built], { encoding: "utf8" }));
  const median = (...flags) => Array.from({ length: 11 }, () => cold(...flags)).sort((a, b) => a - b)[5].toFixed(0);
  say(`Compiled cold: ${median()} ms lazily, ${median("--no-wasm-lazy-compilation")} ms all at once`);
}

// The pure engine, natively, over every message of every scenario.
async function engine() {
  const test = ["scenario::every_scenario_ends_as_it_says", "--exact", "--nocapture"];
  const args = ["test", "--locked", "--release", "--all-features", "-p", "edgewise", "--test", "it", "--", ...test];
  await run("cargo", args, { env: { ...environment, EDGEWISE_ROUNDS: "10" } });
}

// A million turns whose actions are held against an oracle of the guardrails.
async function simulation() {
  const turns = ["--", "--turns", "1000000"];
  await run("cargo", ["run", "--locked", "--profile", "simulation", "-p", "simulation", ...turns]);
}

function onBoth(measure) {
  return async () => {
    const floor = await startFloor();
    const product = await startProduct();
    try {
      await measure(product, floor);
    } finally {
      await product.stop();
      await floor.stop();
    }
  };
}

// "Where is my order?" of customers whose order the profile knows: no shop is called.
async function turn(product, floor) {
  const CUSTOMERS = 16;
  const shoppers = [];
  for (let index = 0; index < CUSTOMERS; index += 1) {
    const customer = `cus_bench_${index}`;
    await product.sendEvents(
      event("customer.updated", { id: customer, first_name: "Ada", email: `${customer}@example.com` }),
      event("order.updated", order(customer, { status: "processed" })),
    );
    const shopper = await product.shopper(customer);
    // The first turn asks the shop for the list; from the second on the profile is enough.
    await shopper.say("Where is my order?");
    shoppers.push(shopper);
  }
  const sample = await shoppers[0].say("Where is my order?");
  const receipt = await product.receipt(sample);
  const { profile } = await product.operator("GET", "/v1/customers/cus_bench_0");
  const record = JSON.stringify({ record: receipt.record, outcome: receipt.outcome, answer: sample });
  const calls = receipt.record.answers.length;
  if (calls > 0) throw new Stop(`The turn called the shop ${calls} times: it is not the turn to measure.`);
  for (let index = 0; index < CUSTOMERS; index += 1) await post(`${floor.url}/seed?object=${index}`, JSON.stringify(profile));
  say(`a turn stores ${record.length} bytes of record, reads ${JSON.stringify(profile).length} bytes of profile`);

  const one = {
    product: (index) => shoppers[index % CUSTOMERS].say("Where is my order?"),
    floor: (index) => post(`${floor.url}/turn?object=${index % CUSTOMERS}`, record),
  };
  await compare("one after the other", one, { atOnce: 1, requests: 40 });
  await compare(`${CUSTOMERS} customers at once`, one, { atOnce: CUSTOMERS, requests: 160 });
}

// Events of many customers against one durable insert for each event.
async function events(product, floor) {
  const CUSTOMERS = 50;
  const viewed = (index) =>
    event("product.viewed", { customer: { id: `cus_bench_${index % CUSTOMERS}` }, product_id: `prd_${index}`, title: "Walnut Desk Lamp" });
  const insert = (index) => post(`${floor.url}/event?object=${index % CUSTOMERS}`, JSON.stringify(viewed(index)));
  // The first event of a customer makes two objects: that is not what is measured here.
  for (let index = 0; index < CUSTOMERS; index += 1) await Promise.all([insert(index), product.sendEvents(viewed(index))]);
  const singly = {
    product: (index) =>
      post(`${product.url}/v1/events`, JSON.stringify(viewed(index)), {
        authorization: `Bearer ${product.bindings.EDGEWISE_INGEST_KEY}`,
        "content-type": "application/cloudevents+json",
      }),
    floor: insert,
  };
  await compare("one event a request", singly, { atOnce: 16, requests: 320 });
  for (const batch of [20, 100]) {
    const batched = {
      product: (index) => product.sendEvents(...Array.from({ length: batch }, (_, more) => viewed(index * batch + more))),
      floor: (index) => Promise.all(Array.from({ length: batch }, (_, more) => insert(index * batch + more))),
    };
    await compare(`batches of ${batch} events`, batched, { atOnce: 4, requests: 12, weight: batch });
  }
}

// Both sides in alternating rounds. `weight` is how many things one request does.
async function compare(title, sides, { atOnce, requests, weight = 1 }) {
  const seen = { product: { ms: [], seconds: 0 }, floor: { ms: [], seconds: 0 } };
  for (let round = -1; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? ["product", "floor"] : ["floor", "product"];
    for (const side of order) {
      const { ms, seconds } = await load(sides[side], atOnce, requests);
      // The first round warms up.
      if (round < 0) continue;
      seen[side].ms.push(...ms);
      seen[side].seconds += seconds;
    }
  }
  const figures = (side) => {
    const sorted = seen[side].ms.sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return { median: at(0.5), p95: at(0.95), rate: (sorted.length * weight) / seen[side].seconds };
  };
  const [product, floor] = [figures("product"), figures("floor")];
  say(`${title} (${ROUNDS} rounds of ${requests} requests, ${atOnce} at once)`);
  for (const [name, one] of Object.entries({ product, floor })) {
    say(`  ${name.padEnd(8)} median ${one.median.toFixed(1)} ms, 95th ${one.p95.toFixed(1)} ms, ${one.rate.toFixed(0)} a second`);
  }
  say(`  ratio    latency ${(product.median / floor.median).toFixed(2)} × the floor, throughput ${(product.rate / floor.rate).toFixed(2)} × the floor`);
}

async function load(one, atOnce, requests) {
  const ms = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let index = next++; index < requests; index = next++) {
        const from = performance.now();
        await one(index);
        ms.push(performance.now() - from);
      }
    }),
  );
  return { ms, seconds: (performance.now() - begun) / 1000 };
}

async function post(url, body, headers = {}) {
  const response = await fetch(url, { method: "POST", body, headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}
