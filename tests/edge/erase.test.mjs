// A person who wants to be forgotten is: nothing readable is left, and nothing brings it back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { event, order, startProduct, uniqueId, until } from "../harness/product.mjs";

let product;
before(async () => (product = await startProduct()));
after(() => product.stop());

const status = async (method, path) =>
  (await product.request(method, path, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN })).status;

test("an erased customer leaves nothing readable", async () => {
  const customer = uniqueId("cus");
  const email = `${customer}@example.com`;
  await product.sendEvents(
    event("customer.updated", { id: customer, first_name: "Ada", email }),
    event("order.updated", order(customer)),
  );
  const shopper = await product.shopper(customer);
  const said = await shopper.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${said.conversation_id}`);
  assert.equal(await status("DELETE", `/v1/customers/${customer}`), 202);
  for (const path of [
    `/v1/customers/${customer}`,
    `/v1/customers?email=${email}`,
    `/v1/conversations/${said.conversation_id}`,
    `/v1/conversations/${said.conversation_id}/turns/${said.turn_id}`,
    `/v1/tickets/${tickets[0].id}`,
  ]) {
    assert.equal(await status("GET", path), 404, path);
  }
  await assert.rejects(shopper.messages(said.conversation_id), /404/);
  const { items } = await product.operator("GET", `/v1/conversations?q=${customer}`);
  assert.deepEqual(items, []);
});

test("who was erased and comes back begins anew, under ids that were never used", async () => {
  const customer = uniqueId("cus");
  const before = await (await product.shopper(customer)).say("hello");
  assert.equal(await status("DELETE", `/v1/customers/${customer}`), 202);
  const after = await (await product.shopper(customer)).say("hello again");
  assert.notEqual(after.conversation_id, before.conversation_id);
  assert.notEqual(after.turn_id, before.turn_id);
  const listed = async () => (await product.operator("GET", `/v1/conversations?q=${customer}`)).items;
  await until("the new conversation is listed", async () => (await listed()).length > 0);
  assert.deepEqual((await listed()).map((item) => item.id), [after.conversation_id]);
});

test("erasing twice, and erasing nobody, is no fault", async () => {
  const customer = uniqueId("cus");
  assert.equal(await status("DELETE", `/v1/customers/${customer}`), 202);
  assert.equal(await status("DELETE", `/v1/customers/${customer}`), 202);
});

test("a conversation that is older than it is kept is forgotten, and no other", async () => {
  const day = 24 * 60 * 60 * 1000;
  const customer = uniqueId("cus");
  await product.sendEvents(event("customer.updated", { id: customer, first_name: "Ada" }));
  const shopper = await product.shopper(customer);
  const said = await shopper.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${said.conversation_id}`);
  const listed = async () => (await product.operator("GET", `/v1/conversations?q=${customer}`)).items.length;
  await until("it is listed", async () => (await listed()) === 1);

  // Kept for ever where the playbook does not say how long.
  await product.clockStrikes(new Date(Date.now() + 400 * day));
  await product.release({ privacy: { conversations_days: 30 } });
  await product.clockStrikes(new Date(Date.now() + 29 * day));
  await new Promise((done) => setTimeout(done, 2_500));
  assert.deepEqual([await listed(), (await shopper.messages(said.conversation_id)).messages.length], [1, 2]);

  await product.clockStrikes(new Date(Date.now() + 31 * day));
  await until("it is forgotten", async () => (await listed()) === 0);
  for (const path of [
    `/v1/conversations/${said.conversation_id}`,
    `/v1/conversations/${said.conversation_id}/turns/${said.turn_id}`,
    `/v1/tickets/${tickets[0].id}`,
  ]) {
    assert.equal(await status("GET", path), 404, path);
  }
  // Who it was about is still known, and what comes next has a number of its own.
  assert.equal((await product.operator("GET", `/v1/customers/${customer}`)).profile.customer.value.first_name, "Ada");
  const next = await (await product.shopper(customer)).say("hello");
  assert.notEqual(next.conversation_id, said.conversation_id);
  await product.clockStrikes(new Date(Date.now() + 31 * day));
  await until("that one, too", async () => (await listed()) === 0);
});
