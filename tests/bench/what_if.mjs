// `npm run bench -- what-if`: how many past turns a draft is run over in a minute, by one caller that asks for
// one slice after the other, as the console and scripts do. The runtime has one thread for all of it: the
// function that compares, and the objects and the index that it reads from.

import { Stop, say } from "../../tools/steps.mjs";
import { order, startProduct, uniqueId } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const CUSTOMERS = 400;
const AT_ONCE = 8;
const RUNS = 5;

export async function whatIf() {
  const shop = await startShop();
  const product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  try {
    await product.release(skills("autonomous"));
    let next = 0;
    const caller = async () => {
      while (next++ < CUSTOMERS) await converse(product, shop);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, caller));
    await measure(product, "a draft that changes nothing", skills("autonomous"), 0);
    await measure(product, "a draft that leaves cancelling to a person", skills("supervised"), CUSTOMERS);
  } finally {
    await product.stop();
    await shop.stop();
  }
}

const skills = (cancel_order) => ({ skills: { cancel_order } });

async function converse(product, shop) {
  const id = uniqueId("cus");
  const bought = order(id, {});
  shop.customers.set(id, { id, email: `${id}@example.com` });
  shop.add(bought);
  const shopper = await product.shopper(id);
  for (const text of ["hi there", "where is my order?", `please cancel order ${bought.number}`, "yes", "thanks! when do i get my money back?"]) {
    await shopper.say(text);
  }
}

async function measure(product, title, draft, changes) {
  await product.operator("PUT", "/v1/playbook/draft", draft);
  const slices = [];
  let turns = 0;
  let seconds = 0;
  for (let run = 0; run < RUNS; run += 1) {
    let view = await begun(product);
    const from = performance.now();
    while (!view.done) {
      const begin = performance.now();
      view = await product.operator("POST", "/v1/playbook/draft/what-if/next");
      slices.push(performance.now() - begin);
    }
    seconds += (performance.now() - from) / 1000;
    turns += view.found.turns;
    if (view.found.changed < changes || (changes === 0 && view.found.changed > 0)) throw new Stop(`${view.found.changed} turns change`);
  }
  slices.sort((a, b) => a - b);
  const at = (share) => slices[Math.floor((slices.length - 1) * share)].toFixed(0);
  say(`${title}: ${Math.round((turns / seconds) * 60)} turns a minute (${turns / RUNS} turns, ${RUNS} runs; a slice takes ${at(0.5)} ms, at most ${at(1)} ms)`);
}

// The index hears of a conversation a moment after it was answered.
async function begun(product) {
  for (let tries = 0; tries < 100; tries += 1) {
    const run = await product.operator("POST", "/v1/playbook/draft/what-if", {});
    if (run.conversations >= CUSTOMERS) return run;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Stop("the index did not hear of all conversations");
}
