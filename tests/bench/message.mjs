// `npm run bench -- message`: what the whole understanding of one message takes beside a profile of
// twenty orders, natively and inside workerd, and what the first message of an instance takes more.
//
// The messages are those of the scenarios, each once. The clock inside the runtime does not move while
// a function works, so a message is read a hundred times in one request, and what a request takes that
// reads nothing is taken off. The two take turns.

import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { Stop, environment, root, run, say } from "../../tools/steps.mjs";
import { event, order, usd } from "../harness/product.mjs";
import { buildWorker, startWorker, wasm } from "./worker.mjs";

const TIMES = 100;
const PASSES = 3;
const STARTS = 5;
const ORDERS = 20;

export async function message() {
  const body = { now: new Date().toISOString(), events: history("cus_bench"), texts: messages() };
  say(`${body.texts.length} messages of the scenarios, ${ORDERS} orders in the profile`);
  tell("natively", await natively(body));
  await buildWorker("message");
  const compiled = readFileSync(wasm("message"));
  say(`WebAssembly of the understanding alone: gzipped ${gzipSync(compiled, { level: 9 }).length} bytes`);
  await coldStart(body);
  tell("inside workerd", await inside(body));
}

async function natively(body) {
  await run("cargo", ["build", "--release", "--locked", "--quiet", "--bin", "edgewise-message", "-p", "edgewise-message"]);
  const passes = Array.from({ length: PASSES }, () => {
    const program = join(root, "target", "release", "edgewise-message");
    const options = { input: JSON.stringify(body), env: environment, encoding: "utf8", maxBuffer: 1 << 26 };
    const { stdout, stderr, status } = spawnSync(program, [String(TIMES)], options);
    if (status !== 0) throw new Stop(`edgewise-message failed: ${stderr}`);
    const { orders, took } = JSON.parse(stdout);
    if (orders !== ORDERS) throw new Stop(`The profile holds ${orders} orders: it is not the one to measure.`);
    return took;
  });
  return body.texts.map((_, index) => median(passes.map((took) => took[index])));
}

async function inside(body) {
  const worker = await startWorker("message");
  try {
    const passes = [];
    let memory = 0;
    // The first pass warms up.
    for (let pass = 0; pass <= PASSES; pass += 1) {
      const took = [];
      for (const text of body.texts) {
        const one = { ...body, texts: [text] };
        const nothing = await ask(worker, one, 0);
        const read = await ask(worker, one, TIMES);
        took.push(((read.ms - nothing.ms) * 1000) / TIMES);
        memory = Math.max(memory, read.memory);
      }
      if (pass > 0) passes.push(took);
    }
    say(`memory of the instance after ${(PASSES + 1) * body.texts.length * TIMES} messages: ${(memory / 1e6).toFixed(1)} MB`);
    return body.texts.map((_, index) => median(passes.map((took) => took[index])));
  } finally {
    await worker.stop();
  }
}

// The first message of an instance reads the words and the model, too.
async function coldStart(body) {
  const one = { ...body, texts: ["hey where is my order"] };
  const seen = { nothing: [], first: [], second: [], memory: [] };
  for (let start = 0; start < STARTS; start += 1) {
    const worker = await startWorker("message");
    try {
      seen.nothing.push((await ask(worker, one, 0)).ms);
      const first = await ask(worker, one, 1);
      seen.first.push(first.ms);
      seen.second.push((await ask(worker, one, 1)).ms);
      seen.memory.push(first.memory);
    } finally {
      await worker.stop();
    }
  }
  const at = (name) => median(seen[name]).toFixed(1);
  say(`a fresh runtime (median of ${STARTS}): first request, which reads nothing, ${at("nothing")} ms; first message ${at("first")} ms; second ${at("second")} ms`);
  say(`memory of the instance after the first message: ${(median(seen.memory) / 1e6).toFixed(1)} MB`);
}

async function ask(worker, body, times) {
  const from = performance.now();
  const response = await fetch(`${worker.url}/?times=${times}`, { method: "POST", body: JSON.stringify(body) });
  const text = await response.text();
  const ms = performance.now() - from;
  const [orders, commands, memory] = text.split(" ").map(Number);
  const right = orders === ORDERS && (times === 0 ? commands === 0 : commands > 0 || body.texts[0].trim() === "");
  if (!response.ok || !right) throw new Stop(`The reader answered ${response.status}: ${text}`);
  return { ms, memory };
}

// What shoppers say in the scenarios, each once.
function messages() {
  const folder = join(root, "tests", "scenarios");
  const said = readdirSync(folder).flatMap((name) =>
    JSON.parse(readFileSync(join(folder, name), "utf8")).flatMap((scenario) => (scenario.turns ?? []).map((turn) => turn.say)),
  );
  return [...new Set(said.filter(Boolean))].sort();
}

// A shopper who buys all sorts of things.
function history(customer) {
  const titles = [
    ["Walnut Desk Lamp", { color: "walnut" }],
    ["Earl Grey Supreme", { size: "100 g" }],
    ["Cast Iron Teapot", { capacity: "0.9 L", color: "black" }],
    ["Trail Running Shoes", { size: "10", color: "blue" }],
    ["Wireless Earbuds", { color: "white", battery: "24 hours" }],
    ["Linen Duvet Cover", { size: "queen", color: "sage" }],
    ["Waterproof Backpack", { size: "30 L", color: "graphite" }],
  ];
  return Array.from({ length: ORDERS }, (_, index) => {
    const id = `ord_bench_${index}`;
    const lines = [index, index + 3].map((which, place) => {
      const [title, options] = titles[which % titles.length];
      const [product_id, variant_id] = [`prd_${which}`, `var_${which}`];
      return { id: `${id}-${place}`, product_id, variant_id, title, options, quantity: 1 + (which % 2), unit_price: usd("24.00") };
    });
    const placed_at = new Date(Date.now() - (index + 1) * 9 * 86_400_000).toISOString();
    const status = index === 0 ? "shipped" : "delivered";
    return event("order.updated", order(customer, { id, number: `#F${100_001 + index}`, status, placed_at, lines, total: usd("48.00") }));
  });
}

function tell(where, took) {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  say(`one message ${where}: median ${at(0.5)} µs, 95th ${at(0.95)} µs, 99th ${at(0.99)} µs, longest ${at(1)} µs`);
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
