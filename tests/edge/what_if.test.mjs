// What a draft would have changed, on the real runtime: exactly the turns that change, from the
// objects that hold them, slice by slice.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { order, secrets, startProduct, uniqueId } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const owner = secrets.EDGEWISE_OPERATOR_TOKEN;
const skills = (cancel_order) => ({ skills: { cancel_order } });

let product;
let shop;
const cancelled = [];

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  await product.release(skills("autonomous"));
  for (let count = 0; count < 60; count += 1) {
    const id = uniqueId("cus");
    const bought = order(id, {});
    shop.customers.set(id, { id, email: `${id}@example.com` });
    shop.add(bought);
    const shopper = await product.shopper(id);
    await shopper.say("hello");
    if (count % 10 !== 0) continue;
    await shopper.say(`please cancel order ${bought.number}`);
    cancelled.push(await shopper.say("yes"));
  }
  await indexed(60);
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
});

// The index hears of a conversation a moment after it was answered.
async function indexed(count) {
  for (let tries = 0; tries < 100; tries += 1) {
    const run = await product.operator("PUT", "/v1/playbook/draft", skills("autonomous")).then(() => start());
    if (run.conversations >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail("the index did not hear of all conversations");
}

const start = (request = {}) => product.operator("POST", "/v1/playbook/draft/what-if", request);

async function run(request) {
  let view = await start(request);
  let slices = 0;
  while (!view.done) {
    view = await product.operator("POST", "/v1/playbook/draft/what-if/next");
    slices += 1;
  }
  const turns = [];
  for (let next = 0; next !== undefined; ) {
    const page = await product.operator("GET", `/v1/playbook/draft/what-if/turns?after=${next}`);
    turns.push(...page.items);
    next = page.next;
  }
  return { view, turns, slices };
}

test("an unchanged draft changes nothing", async () => {
  await product.operator("PUT", "/v1/playbook/draft", skills("autonomous"));
  const { view, turns, slices } = await run();
  assert.ok(slices > 1, "it takes more than one slice");
  assert.equal(view.conversations_run, 60);
  assert.deepEqual([view.found.turns, view.found.changed, view.found.unreadable, turns.length], [72, 0, 0, 0]);
});

test("exactly the turns that change are named, grouped by what changes", async () => {
  await product.operator("PUT", "/v1/playbook/draft", skills("supervised"));
  const { view, turns } = await run();
  const done = view.found.groups.find((group) => group.before.some(({ step }) => step === "done"));
  assert.deepEqual(done.before, [{ step: "done", of: "cancel_order" }]);
  assert.deepEqual(done.after, [{ step: "waits_for_approval", of: "cancel_order" }]);
  assert.equal(done.turns, cancelled.length);
  const named = turns.filter((turn) => turn.before.some(({ step }) => step === "done")).map((turn) => turn.turn_id);
  assert.deepEqual(named.sort(), cancelled.map((answer) => answer.turn_id).sort());
  assert.ok(turns.every((turn) => turn.said !== "hello"));
  assert.ok(turns.every((turn) => turn.reply_before !== turn.reply_after));
  const report = await product.operator("POST", "/v1/playbook/draft/check");
  assert.deepEqual(report.report.past, view.found, "what was looked at stands in the report that is signed");
});

test("a time and a skill narrow it; a draft that changed meanwhile ends it", async () => {
  const none = await run({ skill: "returns" });
  assert.deepEqual([none.view.conversations, none.view.found.turns], [0, 0]);
  const some = await run({ skill: "cancel_order" });
  assert.equal(some.view.conversations, cancelled.length);
  const early = await run({ until: "2020-01-01T00:00:00Z" });
  assert.equal(early.view.found.turns, 0);
  await start();
  await product.operator("PUT", "/v1/playbook/draft", skills("not_offered"));
  const late = await product.request("POST", "/v1/playbook/draft/what-if/next", { token: owner });
  assert.equal(late.status, 409);
  const backwards = await product.request("POST", "/v1/playbook/draft/what-if", {
    token: owner,
    body: { since: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z" },
  });
  assert.equal(backwards.status, 422);
});

test("two callers at once count every turn once, and a restart goes on where it was", async () => {
  await product.operator("PUT", "/v1/playbook/draft", skills("supervised"));
  await start();
  const step = () => product.operator("POST", "/v1/playbook/draft/what-if/next");
  await Promise.all([step(), step(), step()]);
  await product.restart();
  let view = await step();
  while (!view.done) view = await step();
  assert.deepEqual([view.conversations_run, view.found.turns], [60, 72]);
});

test("who is erased is in no run any more", async () => {
  const { turns } = await run();
  const [one] = cancelled;
  const about = (list) => list.filter((turn) => turn.conversation_id === one.conversation_id).length;
  assert.ok(about(turns) > 0);
  const { customer_id } = await product.operator("GET", `/v1/conversations/${one.conversation_id}`);
  const erased = await product.request("DELETE", `/v1/customers/${customer_id}`, { token: owner });
  assert.equal(erased.status, 202);
  const { items } = await product.operator("GET", "/v1/playbook/draft/what-if/turns");
  assert.deepEqual([about(items), items.length], [0, turns.length - about(turns)]);
  product.turns = product.turns.filter((turn) => turn.conversation_id !== one.conversation_id);
});
