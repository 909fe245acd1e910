// What the assistant does in the embedded demo shop under the playbook that comes with it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../../tools/steps.mjs";
import { startProduct, until } from "../harness/product.mjs";

let product;

before(async () => {
  product = await startProduct();
  const playbook = JSON.parse(readFileSync(join(root, "functions", "demo", "playbook.json"), "utf8"));
  await product.release(playbook);
});
after(() => product.stop());

const text = (answer) => answer.messages.map((message) => message.text).join("\n\n");

test("points that look too low are explained, and the same tea is put into a cart", async () => {
  const eleanor = await product.shopper("cus_1007");
  const answer = await eleanor.say(
    "hey my points look lower than they should after my last purchase?? also can I get that same earl grey again",
  );
  assert.match(text(answer), /You have [\d,]+ points right now\. Here's why it isn't more/);
  assert.match(text(answer), /−500, Redeemed/);
  assert.match(text(answer), /pending: \d+ points for order #F\d+, added 14 days after delivery/);
  assert.match(text(answer), /Earl Grey Supreme .*\$\d+\.\d\d/);
  assert.equal(answer.state, "awaiting_customer");
  assert.match(text(await eleanor.say("yes")), /Your cart is ready[^]*https:\/\//);
});

test("a lost parcel is made good once a person has approved the sum", async () => {
  const zoe = await product.shopper("cus_1003");
  assert.match(text(await zoe.say("my parcel says delivered but it's not here")), /Did you find it/);
  assert.match(text(await zoe.say("no, still not there")), /replacement, free of charge, or a refund/);
  assert.match(text(await zoe.say("refund please")), /I'd refund \$199\.00/);
  const waiting = await zoe.say("yes");
  assert.match(text(waiting), /has to approve this first/);
  const { approvals } = await product.operator("GET", `/v1/conversations/${waiting.conversation_id}`);
  const path = `/v1/conversations/${waiting.conversation_id}/approvals/${approvals[0].id}`;
  const done = await product.operator("POST", path, { decision: "approved" });
  assert.match(text(done), /\$199\.00 has been refunded/);
  product.turns.push(done);
  assert.match(text(await zoe.say("I want my money back for the headphones, they never came")), /refunded/);
});

test("what arrived broken is sent again, and a second claim goes to a person", async () => {
  const mateo = await product.shopper("cus_1002");
  assert.match(text(await mateo.say("the teapot arrived cracked, can you send me another one?")), /free of charge/);
  assert.match(text(await mateo.say("yes")), /A replacement has been arranged/);
  const second = await mateo.say("the teapot arrived broken, I want a refund");
  assert.match(text(second), /passed this to our team/);
});

test("what is sold out is told about once a delivery arrived", async () => {
  const { items } = await product.json("GET", "/demo/api/products?limit=250", { expect: 200 });
  const soldOut = items.find(({ tags, variants }) =>
    !(tags ?? []).includes("discontinued") && variants.every(({ available }) => !available));
  const ana = await product.shopper("cus_1004");
  const answer = await ana.say(`tell me when the ${soldOut.title} is back in stock, all of them`);
  assert.match(text(answer), /I'll tell you once/);
  await product.json("POST", `/demo/api/products/${soldOut.id}/delivery`);
  await until("it is told", async () => {
    const { session } = await product.shopper("cus_1004");
    return session.greeting.text.includes(soldOut.title) && /back in stock/.test(session.greeting.text);
  });
  const nothing = await product.request("POST", "/demo/api/products/unheard-of/delivery");
  assert.equal(nothing.status, 404);
});

test("every turn of this suite replays to the same outcome", async () => {
  await product.assertReplays();
});
