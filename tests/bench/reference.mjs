// `npm run bench -- reference`: one message with two wishes, about points that look too low and the same
// tea again, of a customer of the demo shop, from the request to the reply.
//
// Beside it in turns the floor: the same rows read and written, and as many bare reads of another object
// as the turn has calls to the shop, all at once. After each message the offer is declined, so that each
// is asked in the same state; that is not timed.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Stop, root, say } from "../../tools/steps.mjs";

const ROUNDS = 200;
const CUSTOMER = "cus_1007";
const TEXT = "hey my points look lower than they should after my last purchase?? also can I get that same earl grey again";

export async function reference(product, floor) {
  await product.release(JSON.parse(readFileSync(join(root, "functions", "demo", "playbook.json"), "utf8")));
  const shopper = await product.shopper(CUSTOMER);
  const first = await timed(() => shopper.say(TEXT));
  check(first.answer);
  await shopper.say("no thanks");
  const sample = await shopper.say(TEXT);
  const { record, outcome } = await product.receipt(sample);
  await shopper.say("no thanks");
  const { profile } = await product.operator("GET", `/v1/customers/${CUSTOMER}`);
  const row = JSON.stringify({ record, outcome, answer: sample });
  const calls = record.answers.length;
  const answers = JSON.stringify(record.answers);
  await post(`${floor.url}/seed?object=customer`, JSON.stringify(profile));
  await post(`${floor.url}/seed?object=shop`, answers.slice(0, Math.ceil(answers.length / Math.max(1, calls))));
  say(`the first time ${first.ms.toFixed(1)} ms; then ${calls} calls to the shop a turn, ${row.length} bytes of record, ${JSON.stringify(profile).length} bytes of profile`);
  const seen = { product: [], floor: [], "floor without calls": [] };
  const sides = {
    product: async () => {
      const { ms, answer } = await timed(() => shopper.say(TEXT));
      check(answer);
      await shopper.say("no thanks");
      return ms;
    },
    floor: async () => (await timed(() => post(`${floor.url}/turn?object=customer&calls=${calls}`, row))).ms,
    "floor without calls": async () => (await timed(() => post(`${floor.url}/turn?object=customer`, row))).ms,
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, one] of Object.entries(sides)) seen[name].push(await one());
  }
  const at = (name, share) => seen[name].sort((a, b) => a - b)[Math.floor((seen[name].length - 1) * share)];
  for (const name of Object.keys(sides)) {
    say(`  ${name.padEnd(20)} median ${at(name, 0.5).toFixed(1)} ms, 95th ${at(name, 0.95).toFixed(1)} ms`);
  }
  const ratio = (name) => (at("product", 0.5) / at(name, 0.5)).toFixed(2);
  say(`  ratio of the medians ${ratio("floor")} × the floor, ${ratio("floor without calls")} × the floor without calls`);
}

// What is timed counts only where it is right.
function check(answer) {
  const text = answer.messages.map((message) => message.text).join("\n");
  for (const part of [/You have [\d,]+ points right now/, /−500, Redeemed/, /Earl Grey Supreme .*\$\d+\.\d\d/]) {
    if (!part.test(text)) throw new Stop(`The reply does not say ${part}: ${text}`);
  }
}

async function timed(one) {
  const from = performance.now();
  const answer = await one();
  return { ms: performance.now() - from, answer };
}

async function post(url, body) {
  const response = await fetch(url, { method: "POST", body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}
