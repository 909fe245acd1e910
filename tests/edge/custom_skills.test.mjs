// A skill that a merchant wrote, with its connector, on the real runtime: reads, acts after a yes, reads
// back, does nothing twice; its secret is sent and shown to nobody; and it reaches nothing that it may not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { order, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startService } from "../harness/service.mjs";
import { startShop } from "../harness/shop.mjs";

const SECRET = "gifts-secret-that-nobody-sees";
const ON = { EDGEWISE_LOCAL_CONNECTORS: "on", EDGEWISE_CONNECTOR_HOSTS: "127.0.0.1, gifts.example" };

let product;
let service;
let shop;

const example = (name) => JSON.parse(readFileSync(new URL(`../../examples/skills/${name}.json`, import.meta.url), "utf8"));
// The examples as they are shipped, but for where their services are.
function playbook(change = () => {}) {
  const gifts = example("gift_message");
  const warranty = example("warranty_registration");
  const whole = {
    brand: { name: "Testhaus" },
    connectors: { ...gifts.connectors, ...warranty.connectors },
    custom_skills: { ...gifts.custom_skills, ...warranty.custom_skills },
  };
  for (const connector of Object.values(whole.connectors)) connector.url = service.url;
  change(whole);
  return whole;
}

before(async () => {
  shop = await startShop();
  service = await startService();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t", CONNECTOR_GIFTS: SECRET, CONNECTOR_WARRANTY: "other", ...ON });
  await product.release(playbook());
});
after(async () => {
  await product.stop();
  await shop.stop();
  await service.stop();
});
beforeEach(() => {
  service.requests = [];
  service.changes.clear();
  service.kept.clear();
});
afterEach(() => (service.misbehave = null));

const text = (answer) => answer.messages[0].text;

async function ada(more = {}) {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com`, first_name: "Ada" });
  const own = shop.add(order(id, more));
  return { id, own, shopper: await product.shopper(id) };
}

// Up to the question whether it is to be done.
async function summarised(shopper) {
  const asked = await shopper.say("Can you put a gift note into my order?");
  assert.deepEqual(asked.asks, ["message"], text(asked));
  const summary = await shopper.say("Happy birthday, Mum!");
  assert.match(text(summary), /will say: “Happy birthday, Mum!”/);
  assert.equal(service.requests.length, 0, "nothing is asked of the service before a yes");
}

test("a change is made after the yes, read back, and told as what was read", async () => {
  const { shopper, own } = await ada();
  await summarised(shopper);
  const done = await shopper.say("yes");
  assert.match(text(done), /says “Happy birthday, Mum!”/);
  const [put] = service.asked("PUT");
  assert.equal(put.path, `/orders/${own.id.replace("_", "%5F")}/message`);
  assert.deepEqual(JSON.parse(put.body), { text: "Happy birthday, Mum!" });
  assert.equal(put.headers.authorization, `Bearer ${SECRET}`);
  assert.equal(put.headers["idempotency-key"].length, 64);
  assert.deepEqual(service.requests.map((request) => request.method), ["PUT", "GET"]);
  const receipt = await product.receipt(done);
  assert.equal(receipt.outcome.actions[0].end, "done");
  assert.match(receipt.story.join("\n"), /Asked gifts.put for a change.*Asked gifts.get/s);
  await product.assertReplays();
});

test("the secret is nowhere to be read", async () => {
  const { shopper } = await ada();
  await summarised(shopper);
  const done = await shopper.say("yes");
  const places = ["/v1/playbook", "/v1/playbook/releases", "/v1/audit", `/v1/conversations/${done.conversation_id}`, `/v1/conversations/${done.conversation_id}/turns/${done.turn_id}`];
  for (const place of places) {
    const told = JSON.stringify(await product.operator("GET", place));
    assert.ok(!told.includes(SECRET), place);
  }
  const { errors } = await refused((whole) => {
    whole.custom_skills.gift_message.steps[1].reply.en = "Our key is {{ CONNECTOR_GIFTS }}.";
  });
  assert.match(errors[0].pointer, /reply\/en$/);
  const taken = await refused((whole) => (whole.connectors.gifts.secret = "EDGEWISE_IDENTITY_SECRET"));
  assert.equal(taken.errors[0].pointer, "/connectors/gifts/secret");
});

test("what the service does not show is not called done", async () => {
  service.misbehave = (request, _, json) => request.method === "GET" && (json(200, { text: "" }), true);
  const { shopper } = await ada();
  await summarised(shopper);
  const answer = await shopper.say("yes");
  assert.match(text(answer), /can't see there yet whether it was done/);
  const [ticket] = (await product.operator("GET", `/v1/conversations/${answer.conversation_id}`)).tickets;
  assert.match(ticket.left[0], /`gifts.remove` takes it back/);
});

test("the same change once more is made once, whoever asks again", async () => {
  const { shopper } = await ada();
  await summarised(shopper);
  await shopper.say("yes", "the-same-message");
  await shopper.say("yes", "the-same-message");
  assert.equal(service.asked("PUT").length, 1);
  await summarisedAgain(shopper);
  await shopper.say("yes");
  assert.equal(service.asked("PUT").length, 2);
  assert.equal(service.changes.size, 1, "one key for one change");
});

async function summarisedAgain(shopper) {
  const asked = await shopper.say("Add a gift message to my order: “Happy birthday, Mum!”");
  assert.match(text(asked), /will say/);
}

test("a change that was under way when everything died is made once and told", async () => {
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  let first = true;
  service.misbehave = async (request) => {
    if (request.method !== "PUT" || !first) return false;
    first = false;
    hold();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return false;
  };
  const { shopper } = await ada();
  await summarised(shopper);
  const lost = shopper.say("yes").catch(() => undefined);
  await held;
  await product.restart();
  await lost;
  const conversation = product.turns.at(-1).conversation_id;
  const told = await until("the turn was finished", async () => (await shopper.messages(conversation)).messages.find((message) => /says “Happy birthday, Mum!”/.test(message.text)), 60_000);
  assert.ok(told);
  assert.equal(service.asked("PUT").length, 2);
  assert.equal(service.changes.size, 1, "one key for one change");
});

test("a person takes over where the service is slow, too large, elsewhere or says something else", async () => {
  const huge = JSON.stringify({ product: "x".repeat(200_000), registered: false });
  const bad = {
    slow: async () => {
      await new Promise((resolve) => setTimeout(resolve, 4000));
      return false;
    },
    large: (_, response) => (response.writeHead(200, { "content-type": "application/json" }).end(huge), true),
    elsewhere: (_, response) => (response.writeHead(302, { location: `${service.url}/secret` }).end(), true),
    other: (_, response, json) => (json(200, { product: 7, registered: "no" }), true),
    broken: (_, response, json) => (json(500, {}), true),
  };
  for (const [name, misbehave] of Object.entries(bad)) {
    const { shopper } = await ada();
    service.misbehave = misbehave;
    const answer = await shopper.say("Please register the warranty for AB123456");
    assert.match(text(answer), /can't reach our order system/, name);
    assert.equal(answer.state, "with_human", name);
    assert.equal(service.asked("GET").filter(({ path }) => path === "/secret").length, 0, "a redirection is not followed");
  }
  service.misbehave = null;
  const { shopper } = await ada();
  assert.match(text(await shopper.say("Please register the warranty for AB123456")), /can't find the serial number AB123456/);
});

// The answer to a playbook that cannot go live.
async function refused(change) {
  const response = await product.request("POST", "/v1/playbook/import?release=true", { token: product.bindings.EDGEWISE_OPERATOR_TOKEN, body: playbook(change) });
  assert.equal(response.status, 422);
  return response.json();
}

test("a connector reaches public hosts that the owner allows, and nothing else", async () => {
  const of = async (url) => {
    const { errors } = await refused((whole) => (whole.connectors.gifts.url = url));
    return errors.filter(({ pointer }) => pointer === "/connectors/gifts/url").map(({ detail }) => detail).join(" ");
  };
  for (const url of ["http://169.254.169.254/latest", "https://169.254.169.254", "https://localhost", "https://10.0.0.1", "https://[::1]", "http://gifts.example", "https://vault.internal"]) {
    assert.match(await of(url), /must/, url);
  }
  assert.match(await of("https://evil.example"), /the owner has not allowed/);
  const none = await refused((whole) => (whole.connectors.gifts.secret = "CONNECTOR_NOBODY"));
  assert.match(none.errors[0].detail, /does not have/);
  const loops = await refused((whole) => (whole.custom_skills.gift_message.steps[0].table[1].go = "packed"));
  assert.match(loops.errors[0].detail, /nothing loops/);
  // What was live stays so.
  assert.ok((await product.operator("GET", "/v1/playbook")).playbook.custom_skills.gift_message);
});

test("a server on this machine is asked only where that is switched on", async () => {
  await product.restart({ EDGEWISE_LOCAL_CONNECTORS: "off" });
  const { shopper } = await ada();
  const answer = await shopper.say("Please register the warranty for AB123456");
  assert.equal(answer.state, "with_human");
  assert.equal(service.requests.length, 0);
  const { errors } = await refused();
  assert.ok(errors.some(({ pointer }) => pointer === "/connectors/gifts/url"));
  await product.restart(ON);
});
