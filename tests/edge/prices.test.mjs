// Codes, discounts and what a customer wants done with what is held about them, on the real runtime.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { event, order, startProduct, uniqueId } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;

before(async () => {
  shop = await startShop();
  shop.codes.set("FERN10", 10);
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  await product.release({
    brand: { name: "Testhaus" },
    skills: { account: "autonomous", discount: "autonomous" },
    discounts: {
      rules: [{ when: "asked_for == 'student' && 'student' in customer_tags", percent: 15 }],
      once_days: 90,
    },
    privacy: { days: 20, queue: "dpo" },
  });
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
});

function customer(more = {}) {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com`, ...more });
  shop.add(order(id, {}));
  return id;
}

const text = (answer) => answer.messages[0].text;
const profileOf = async (id) => (await product.operator("GET", `/v1/customers/${id}`)).profile;
const granted = (profile, channel) => profile.consents?.[channel]?.value.granted;
const consent = (id, channel, granted, time) =>
  event("consent.updated", { customer: { id }, channel, granted }, time ? { time } : {});

test("a code is tried on the cart of the profile, and what the shop says of it is told", async () => {
  const id = customer();
  const lines = [{ variant_id: "var_1", quantity: 1 }];
  await product.sendEvents(event("cart.updated", { customer: { id }, lines }));
  const shopper = await product.shopper(id);
  assert.match(text(await shopper.say("my code SPRING99 doesn't work")), /no such code/);
  assert.match(text(await shopper.say("and the code FERN10, does that work?")), /it works.*\$36\.00/s);
  assert.equal(shop.discounts.length, 0);
});

test("a discount is given once, within its cap: two conversations at once get one", async () => {
  const id = customer({ tags: ["student"] });
  const one = await product.shopper(id);
  const first = await one.say("I want a 90% student discount");
  assert.match(text(first), /most I can give you is a code for 15%/);
  const other = await product.shopper();
  const { number } = [...shop.orders.values()].find((order) => order.customer_id === id);
  const begun = await other.say(`can I get a student discount? my email is ${id}@example.com, my order ${number}`);
  assert.match(text(begun), /15%/);
  assert.notEqual(begun.conversation_id, first.conversation_id);
  const both = await Promise.all([one.say("yes"), other.say("yes")]);
  assert.equal(both.filter((answer) => /THANKS/.test(text(answer))).length, 1);
  assert.equal(shop.discounts.length, 1);
  assert.equal(shop.discounts[0].percent, 15);
  assert.equal(shop.discounts[0].customer_id, id);
  assert.match(text(await one.say("one more student discount please")), /not long ago/);
  assert.equal(shop.discounts.length, 1);
});

test("unsubscribed at once on every channel; a later event wins by its time, an earlier one does not", async () => {
  const id = customer();
  await product.sendEvents(consent(id, "email", true, new Date(Date.now() - 86_400_000).toISOString()));
  const shopper = await product.shopper(id);
  assert.match(text(await shopper.say("unsubscribe me")), /[Uu]nsubscribed/);
  let profile = await profileOf(id);
  assert.equal(granted(profile, "email"), false);
  assert.equal(granted(profile, "sms"), false);
  assert.equal(profile.consents.email.value.collected_from, "assistant");
  await product.sendEvents(consent(id, "email", true, new Date(Date.now() - 3_600_000).toISOString()));
  assert.equal(granted(await profileOf(id), "email"), false);
  await product.sendEvents(consent(id, "email", true, new Date(Date.now() + 1_000).toISOString()));
  profile = await profileOf(id);
  assert.equal(granted(profile, "email"), true);
  assert.equal(granted(profile, "sms"), false);
});

test("erasure: confirmed, recorded with its day, a ticket in the privacy queue, and nothing erased", async () => {
  const id = customer();
  const shopper = await product.shopper(id);
  assert.match(text(await shopper.say("delete my account")), /Nothing is deleted at once/);
  const done = await shopper.say("yes");
  assert.match(text(done), /Nothing has been deleted yet/);
  const profile = await profileOf(id);
  const days = (Date.parse(profile.privacy.deletion.value.due_at) - Date.now()) / 86_400_000;
  assert.ok(days > 19 && days < 22, `${days} days`);
  const detail = await product.operator("GET", `/v1/conversations/${done.conversation_id}`);
  assert.deepEqual(detail.tickets.map((ticket) => [ticket.queue, ticket.reason]), [["dpo", "privacy_request"]]);
  assert.match(text(await shopper.say("delete my account, please")), /already asked/);
  assert.equal((await product.operator("GET", `/v1/conversations/${done.conversation_id}`)).tickets.length, 1);
});
