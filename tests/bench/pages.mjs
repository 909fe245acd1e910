// `npm run bench -- pages`: what the console's pages cost with a year of a shop in the index, from the request to the last
// byte, beside the floor of a turn in the same run. The target is three times that floor, at the 95th of a hundred.
// `PAGES_CONVERSATIONS` and `PAGES_TICKETS` change how much is in the index.

import { fill } from "../../tools/seed.mjs";
import { Stop, say } from "../../tools/steps.mjs";
import { event, order } from "../harness/product.mjs";

const ROUNDS = 100;
const TARGET = 3;
const CUSTOMER = "cus_bench_pages";
const conversations = Number(process.env.PAGES_CONVERSATIONS ?? 100_000);
const tickets = Number(process.env.PAGES_TICKETS ?? 10_000);

export async function pages(product, floor) {
  const begun = performance.now();
  await fill(await product.index(), { conversations, tickets, days: 365 });
  say(`${conversations} conversations and ${tickets} tickets of a year were put into the index in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  const { record, profile } = await someone(product);
  await post(`${floor.url}/seed?object=pages`, JSON.stringify(profile));
  const cookie = await signIn(product);
  const page = (path, told) => async () => {
    const response = await fetch(product.url + path, { headers: { cookie } });
    const text = await response.text();
    if (response.status !== 200 || !told.test(text)) throw new Stop(`${path} answered ${response.status} and does not say ${told}.`);
  };
  const sides = {
    floor: () => post(`${floor.url}/turn?object=pages`, record),
    inbox: page("/console/inbox", /More tickets/),
    conversations: page("/console", /Older conversations/),
    "insights, 30 days": page("/console/insights", /Why a person was needed/),
    "insights, 90 days": page(`/console/insights?from=${daysAgo(89)}&to=${daysAgo(0)}`, /Why a person was needed/),
    customer: page(`/console/customers/${CUSTOMER}`, /Walnut Desk Lamp/),
  };
  const seen = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = -5; round < ROUNDS; round += 1) {
    for (const [name, one] of Object.entries(sides)) {
      const from = performance.now();
      await one();
      // The first rounds warm up.
      if (round >= 0) seen[name].push(performance.now() - from);
    }
  }
  tell(seen);
}

function tell(seen) {
  const at = (name, share) => seen[name].sort((a, b) => a - b)[Math.floor((seen[name].length - 1) * share)];
  for (const name of Object.keys(seen)) {
    const ratio = at(name, 0.95) / at("floor", 0.95);
    const verdict = name === "floor" ? "" : `, ${ratio.toFixed(2)} × the floor${ratio > TARGET ? ", over the target" : ""}`;
    say(`  ${name.padEnd(18)} median ${at(name, 0.5).toFixed(1)} ms, 95th ${at(name, 0.95).toFixed(1)} ms${verdict}`);
  }
}

// A customer with orders and a conversation, and the record of a turn for the floor.
async function someone(product) {
  const orders = Array.from({ length: 20 }, () => order(CUSTOMER, { status: "processed" }));
  await product.sendEvents(
    event("customer.updated", { id: CUSTOMER, first_name: "Ada", email: `${CUSTOMER}@example.com` }),
    ...orders.map((one) => event("order.updated", one)),
  );
  const shopper = await product.shopper(CUSTOMER);
  const answer = await shopper.say("where is my order?");
  const { record, outcome } = await product.receipt(answer);
  const { profile } = await product.operator("GET", `/v1/customers/${CUSTOMER}`);
  return { record: JSON.stringify({ record, outcome, answer }), profile };
}

async function signIn(product) {
  const body = new URLSearchParams({ token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
  const response = await fetch(`${product.url}/console/sign-in`, { method: "POST", body, redirect: "manual" });
  return response.headers.get("set-cookie").split(";")[0];
}

const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

async function post(url, body) {
  const response = await fetch(url, { method: "POST", body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}
