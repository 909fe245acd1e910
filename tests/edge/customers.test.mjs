// Who helps a customer finds them without their data standing in an address, gives them a copy of all that is
// held, and erases them; and the log has each of these deeds.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { firstBreak, readLog } from "../../tools/audit.mjs";
import { event, order, startProduct, uniqueId } from "../harness/product.mjs";

let product;
const team = {};
before(async () => {
  product = await startProduct();
  for (const role of ["viewer", "agent", "approver"]) {
    team[role] = await product.operator("POST", "/v1/team", { name: role, role });
  }
});
after(() => product.stop());

const operator = () => product.bindings.EDGEWISE_OPERATOR_TOKEN;
const log = async () => {
  const lines = await readLog(product.url, operator());
  assert.equal(firstBreak(lines), undefined);
  return lines.map(({ entry }) => entry).filter(({ action }) => action.startsWith("customer_"));
};

// The console as a browser speaks to it, of somebody with this token.
async function console(token) {
  const form = (fields) => ({ body: new URLSearchParams(fields).toString(), headers: { "content-type": "application/x-www-form-urlencoded" } });
  const door = await product.request("POST", "/console/sign-in", form({ token }));
  const cookie = door.headers.get("set-cookie").split(";")[0];
  return {
    get: (path) => product.request("GET", path, { headers: { cookie } }),
    post: (path, fields = {}) => {
      const { body, headers } = form(fields);
      return product.request("POST", path, { body, headers: { ...headers, cookie } });
    },
  };
}

async function someone() {
  const id = uniqueId("cus");
  const email = `${id}@example.com`;
  const phone = `+49 30 ${String(Math.random()).slice(2, 10)}`;
  await product.sendEvents(
    event("customer.updated", { id, first_name: "Ada", last_name: "Löwe", email, phone }),
    event("order.updated", order(id)),
    event("visitor.linked", { customer: { id }, visitor_id: uniqueId("vis") }),
  );
  return { id, email, phone };
}

test("a copy holds every message, turn, ticket and event of a customer, and nothing of anybody else's", async () => {
  const { id, email } = await someone();
  const shopper = await product.shopper(id);
  const said = await shopper.say("my parcel from aunt Ottilie is broken, I want to talk to a person");
  await (await product.shopper(uniqueId("cus"))).say("the neighbour's secret");
  const path = `/v1/customers/${id}/export`;
  const copy = await product.operator("GET", path);
  assert.deepEqual(Object.keys(copy.held), ["applied_event", "approval", "conversation", "counted", "delivery", "dispatch", "draft", "lane", "message", "outbox", "resumed", "snapshot", "ticket", "turn"]);
  assert.equal(copy.profile.customer.value.email, email);
  assert.ok(copy.identifiers.some(({ kind, value }) => kind === "email" && value === email));
  assert.ok(copy.identifiers.some(({ kind, value }) => kind === "shop" && value === id));
  assert.match(copy.held.message[0].body.text, /aunt Ottilie/);
  assert.equal(copy.held.message[1].body.role, "assistant");
  const turn = copy.held.turn.find((turn) => turn.id === said.turn_id);
  assert.match(turn.record.opening.inbound.text, /aunt Ottilie/);
  assert.ok(turn.outcome.state && turn.answer.messages);
  assert.equal(copy.held.ticket.length, 1);
  assert.equal(copy.held.snapshot.length, 1);
  assert.ok(copy.held.applied_event.length >= 3);
  assert.doesNotMatch(JSON.stringify(copy), /neighbour/);
});

test("copies and erasures stand in the log, with who did it and without who it was", async () => {
  const { id } = await someone();
  const before = await log();
  const took = await product.request("GET", `/v1/customers/${id}/export`, { token: team.agent.token });
  assert.equal(took.status, 200);
  const { key } = await took.json();
  assert.equal((await product.request("DELETE", `/v1/customers/${id}`, { token: operator() })).status, 202);
  const added = (await log()).slice(before.length);
  assert.deepEqual(added.map(({ action, by, subject }) => ({ action, by, subject })), [
    { action: "customer_exported", by: team.agent.id, subject: `customer ${key}` },
    { action: "customer_erased", by: "owner", subject: `customer ${key}` },
  ]);
  assert.ok(!JSON.stringify(added).includes(id));
  assert.equal((await product.request("GET", `/v1/customers/${id}/export`, { token: operator() })).status, 404);
  assert.equal((await log()).length, before.length + 2, "who is not known is not copied");
});

test("who may not see customers gets neither the copy nor the pages", async () => {
  const { id } = await someone();
  const viewer = await product.request("GET", `/v1/customers/${id}/export`, { token: team.viewer.token });
  assert.equal(viewer.status, 403);
  assert.equal((await product.request("GET", `/v1/customers/${id}/export`)).status, 401);
  const pages = await console(team.viewer.token);
  for (const path of ["/console/customers", `/console/customers/${id}`, `/console/customers/${id}/erase`]) {
    assert.equal((await pages.get(path)).status, 403, path);
  }
  assert.equal((await pages.post(`/console/customers/${id}/export`)).status, 403);
  assert.equal((await pages.post("/console/customers", { who: id })).status, 403);
  const approver = await console(team.approver.token);
  assert.equal((await approver.get(`/console/customers/${id}`)).status, 200);
  assert.equal((await approver.get(`/console/customers/${id}/erase`)).status, 403);
  assert.equal((await approver.post(`/console/customers/${id}/erase`, { sure: "yes" })).status, 403);
  assert.equal((await product.operator("GET", `/v1/customers/${id}`)).profile.customer_id, id);
});

test("a customer is found by email, number and id, and no address holds what was typed", async () => {
  const { id, email, phone } = await someone();
  const pages = await console(team.agent.token);
  for (const who of [email, ` ${email.toUpperCase()} `, phone, id]) {
    const found = await pages.post("/console/customers", { who });
    assert.equal(found.status, 303, who);
    assert.equal(decodeURIComponent(found.headers.get("location")), `/console/customers/${id}`);
  }
  for (const [who, status] of [["nobody@example.com", 404], ["+49 1", 404], ["@", 422], ["", 422]]) {
    const lost = await pages.post("/console/customers", { who });
    assert.equal(lost.status, status, who);
    assert.equal(lost.headers.get("location"), null);
  }
});

test("looking for an address that nobody has does not begin a customer", async () => {
  const email = `${uniqueId("new")}@example.com`;
  const look = () => product.request("GET", `/v1/customers?email=${email}`, { token: operator() });
  assert.equal((await look()).status, 404);
  await product.sendEvents(event("customer.updated", { id: uniqueId("cus"), email }));
  assert.equal((await look()).status, 200);
});

test("whom the shop does not know has a page, too: from the conversation", async () => {
  const said = await (await product.shopper()).say("hello there");
  const pages = await console(team.agent.token);
  const conversation = await (await pages.get(`/console/conversations/${said.conversation_id}`)).text();
  const [, path] = conversation.match(/href="(\/console\/customers\/key\/[^"]+)"/);
  const page = await pages.get(path);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /Somebody unknown/);
  const copy = await (await pages.post(`${path}/export`)).json();
  assert.equal(copy.held.conversation.length, 1);
  const owner = await console(operator());
  assert.equal((await owner.post(`${path}/erase`, { sure: "yes" })).status, 303);
  assert.equal((await pages.get(path)).status, 404);
  assert.equal((await pages.get("/console/customers/key/c0")).status, 404);
});

test("erasing asks twice, and the file that is saved names nobody", async () => {
  const { id } = await someone();
  const owner = await console(operator());
  const saved = await owner.post(`/console/customers/${id}/export`);
  assert.equal(saved.headers.get("content-disposition"), 'attachment; filename="customer.json"');
  assert.equal((await owner.post(`/console/customers/${id}/erase`)).status, 422);
  assert.equal((await owner.get(`/console/customers/${id}`)).status, 200);
  const gone = await owner.post(`/console/customers/${id}/erase`, { sure: "yes" });
  assert.equal(gone.headers.get("location"), "/console/customers?erased=1");
  assert.equal((await owner.get(`/console/customers/${id}`)).status, 404);
});

test("other sites' pages cannot have a customer copied or erased", async () => {
  const { id } = await someone();
  for (const what of ["export", "erase"]) {
    const sent = await product.request("POST", `/console/customers/${id}/${what}`, { body: "sure=yes", headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(sent.status, 403);
  }
});

test("an id with every sign in it has a page of its own", async () => {
  const id = `a/b?c#d "é" <i>&%${uniqueId("")}`;
  await product.sendEvents(event("customer.updated", { id, first_name: "Odd" }));
  const pages = await console(team.agent.token);
  const found = await pages.post("/console/customers", { who: id });
  const page = await pages.get(found.headers.get("location"));
  assert.equal(page.status, 200);
  assert.ok(!(await page.text()).includes("<i>&"));
});
