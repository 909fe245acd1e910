// Answers come back on the real runtime: what people do with tickets in Zendesk and Gorgias is done here, once,
// by whoever can show that they are there, and what came from there does not go back.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, afterEach, before, test } from "node:test";

import { startHelpdesk } from "../harness/helpdesk.mjs";
import { startProduct, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const ZENDESK = "zendesk-signing-secret";
const GORGIAS = "gorgias-hook-secret";

let product;
let helpdesk;
let shop;

before(async () => {
  shop = await startShop();
  helpdesk = await startHelpdesk();
  product = await startProduct({
    COMMERCE_URL: shop.url,
    COMMERCE_TOKEN: "t",
    EDGEWISE_LOCAL_CONNECTORS: "on",
    EDGEWISE_CONNECTOR_HOSTS: "127.0.0.1",
    DESTINATION_OWN: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    DESTINATION_ZENDESK: "zendesk-key",
    DESTINATION_ZENDESK_HOOK: ZENDESK,
    DESTINATION_GORGIAS: "gorgias-key",
    DESTINATION_GORGIAS_HOOK: GORGIAS,
  });
  const account = { address: "bot@shop.example" };
  await product.release({
    brand: { name: "Testhaus" },
    destinations: {
      zendesk: { kind: "zendesk", url: `${helpdesk.url}/zendesk`, secret: "DESTINATION_ZENDESK", hook_secret: "DESTINATION_ZENDESK_HOOK", ...account },
      gorgias: { kind: "gorgias", url: `${helpdesk.url}/gorgias`, secret: "DESTINATION_GORGIAS", hook_secret: "DESTINATION_GORGIAS_HOOK", ...account },
      own: { kind: "standard_webhooks", url: `${helpdesk.url}/hook`, secret: "DESTINATION_OWN" },
    },
  });
});
after(async () => {
  await product.stop();
  await helpdesk.stop();
  await shop.stop();
});
afterEach(() => (helpdesk.misbehave = null));

const read = (ticket) => product.operator("GET", `/v1/tickets/${ticket}`);

// A shopper who waits for a person, with the ticket in both helpdesks.
async function waiting() {
  const shopper = await product.shopper();
  const answer = await shopper.say("I want to talk to a person");
  const conversation = answer.conversation_id;
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation}`);
  const ticket = tickets[0].id;
  await until("it is everywhere", async () => (await read(ticket)).deliveries.every((it) => it.waiting === 0));
  const there = Object.fromEntries((await read(ticket)).deliveries.map((it) => [it.destination, it.remote_id]));
  const said = async () => (await shopper.messages(conversation)).messages.filter((it) => it.role === "human_agent").map((it) => it.text);
  return { shopper, conversation, ticket, there, said };
}

// As Zendesk posts an event, signed over instant and body.
function zendesk(type, ticket, number, event, { secret = ZENDESK, at = new Date().toISOString().replace(/\.\d+/, ""), signed, body } = {}) {
  const text = body ?? JSON.stringify({
    account_id: 22129848, type: `zen:event-type:ticket.${type}`, id: "cbe4028c-7239-495d-b020-f22348516046", subject: `zen:ticket:${number}`,
    time: at, zendesk_event_version: "2022-11-06", event: { meta: { version: "1.0" }, ...event },
    detail: { id: String(number), external_id: ticket, status: "OPEN", actor_id: "9", via: { channel: "web_service" }, tags: ["edgewise"] },
  });
  const signature = createHmac("sha256", secret).update(at + (signed ?? text)).digest("base64");
  return product.request("POST", "/hooks/zendesk", {
    body: text,
    headers: { "x-zendesk-webhook-signature": signature, "x-zendesk-webhook-signature-timestamp": at },
  });
}
const comment = (id, text, more = {}) => ({ comment: { id: String(id), body: text, is_public: true, author: { id: "9", is_staff: true, name: "Sam Zen" }, ...more } });

const gorgias = (number, token = GORGIAS) =>
  product.request("POST", "/hooks/gorgias", { token, body: { ticket_id: number } });
// As a person writes in Gorgias.
function write(number, text, more = {}) {
  const held = helpdesk.gorgias.get(Number(number));
  held.messages.unshift({ id: 900_000 + held.messages.length, from_agent: true, public: true, channel: "api", body_text: text, sender: { id: 7, name: "Kim Gor" }, ...more });
}

test("an answer given in Zendesk is said to the customer once, and is not sent back there", async () => {
  const { shopper, ticket, there, said } = await waiting();
  const posted = () => zendesk("comment_added", ticket, there.zendesk, comment(501, "Hello, Sam here."));
  for (let time = 0; time < 3; time += 1) assert.equal((await posted()).status, 204);
  assert.deepEqual(await said(), ["Hello, Sam here."]);
  const held = await read(ticket);
  assert.deepEqual([held.status, held.assignee.name, held.log.length], ["waiting_customer", "Sam Zen", 1]);
  const silent = await shopper.say("thanks, it is about my lamp");
  assert.deepEqual(silent.messages, [], "the assistant is silent from then on");
  await until("all are told", async () => (await read(ticket)).deliveries.every((it) => it.waiting === 0));
  const kept = helpdesk.zendesk.get(Number(there.zendesk));
  assert.deepEqual(kept.comments.map(({ body }) => body.includes("Hello, Sam here.")), [false, false], "no echo");
  const others = helpdesk.gorgias.get(Number(there.gorgias)).messages.map((message) => message.body_text);
  assert.equal(others.filter((text) => text.includes("Hello, Sam here.")).length, 1, "the other one knows");

  // An internal comment is a note; what was written from here, and by the customer, is nothing new.
  assert.equal((await zendesk("comment_added", ticket, there.zendesk, comment(502, "look at the stock", { is_public: false }))).status, 204);
  for (const { body } of kept.comments) await zendesk("comment_added", ticket, there.zendesk, comment(503, body, { is_public: false }));
  await zendesk("comment_added", ticket, there.zendesk, comment(504, "from my mail", { author: { id: "1", is_staff: false, name: "C" } }));
  const log = (await read(ticket)).log.map((entry) => [entry.did, entry.text, entry.by.name]);
  assert.deepEqual(log.slice(1), [["noted", "look at the stock", "Sam Zen"]]);
  assert.equal((await said()).length, 1);

  // Solved there is closed here, and whoever answers later is not said to have been heard.
  kept.status = "solved";
  assert.equal((await zendesk("status_changed", ticket, there.zendesk, { current: "SOLVED", previous: "OPEN" })).status, 204);
  await until("it is closed", async () => (await read(ticket)).status === "closed");
  assert.equal((await read(ticket)).resolution, "solved");
  await zendesk("status_changed", ticket, there.zendesk, { current: "CLOSED", previous: "SOLVED" });
  await zendesk("comment_added", ticket, there.zendesk, comment(505, "one more thing"));
  const after = await read(ticket);
  assert.match(after.log.at(-1).text, /not said: one more thing/);
  assert.equal((await said()).length, 1);
  await until("gorgias knows", () => helpdesk.gorgias.get(Number(there.gorgias)).status === "closed");
  assert.equal(kept.comments.length, 2, "zendesk closed it by itself, and is told nothing of it");
});

test("an answer that solves a ticket in Zendesk is said before it is closed, whichever of the two is told first", async () => {
  const { ticket, there, said } = await waiting();
  const kept = helpdesk.zendesk.get(Number(there.zendesk));
  kept.comments.push({ id: 711, author_id: 9, public: true, body: "It was the fuse." }, { id: 712, author_id: 20_978_392, public: true, body: "thanks" });
  kept.status = "solved";
  let failures = 1;
  helpdesk.misbehave = (asked, answer) => asked.method === "GET" && failures > 0 && (failures -= 1, answer(503, "away"), true);
  assert.equal((await zendesk("status_changed", ticket, there.zendesk, { current: "SOLVED", previous: "OPEN" })).status, 204);
  await until("it is closed", async () => (await read(ticket)).status === "closed");
  assert.deepEqual(await said(), ["It was the fuse."]);
  assert.equal((await zendesk("comment_added", ticket, there.zendesk, comment(711, "It was the fuse."))).status, 204);
  const log = (await read(ticket)).log.map((entry) => [entry.did, entry.by.name]);
  assert.deepEqual(log, [["replied", "Sam Zen"], ["closed", "zendesk"]]);

  // Opened again before that was read, it stays open here.
  const again = await waiting();
  await zendesk("status_changed", again.ticket, again.there.zendesk, { current: "SOLVED", previous: "OPEN" });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.equal((await read(again.ticket)).status, "open");
});

test("only Zendesk itself is believed: a wrong signature, an old one, or another ticket changes nothing", async () => {
  const { ticket, there, said } = await waiting();
  const event = comment(601, "Send it to me instead.");
  const status = async (...options) => (await zendesk("comment_added", ticket, there.zendesk, event, ...options)).status;
  assert.equal(await status({ secret: "other" }), 401);
  assert.equal(await status({ signed: "{}" }), 401);
  assert.equal(await status({ at: new Date(Date.now() - 600_000).toISOString() }), 401);
  assert.equal(await status({ at: "yesterday" }), 401);
  assert.equal((await product.request("POST", "/hooks/zendesk", { body: "{}" })).status, 401);
  assert.equal((await zendesk("", "", "", {}, { body: "[1]" })).status, 422);
  assert.equal((await zendesk("", "", "", {}, { body: "x".repeat(300_000) })).status, 413);
  assert.equal((await zendesk("comment_added", ticket, 1, event)).status, 204, "a ticket that only says that it is ours");
  assert.equal((await zendesk("comment_added", "order-17", there.zendesk, event)).status, 204);
  assert.equal((await zendesk("comment_added", "c0123456789abcdef01234567-1-2-t", there.zendesk, event)).status, 204);
  assert.equal((await product.request("GET", "/hooks/zendesk")).status, 405);
  assert.deepEqual([await said(), (await read(ticket)).log ?? []], [[], []]);
});

test("what is written and closed in Gorgias is read from there, also after it could not be", async () => {
  const { ticket, there, said } = await waiting();
  write(there.gorgias, "Hello, Kim here.");
  assert.equal((await gorgias(there.gorgias, "guess")).status, 401);
  assert.equal((await product.request("POST", "/hooks/gorgias", { body: { ticket_id: 1 } })).status, 401);
  assert.equal((await gorgias("../users")).status, 422);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual(await said(), [], "nothing is read for whoever does not know the secret");
  let failures = 1;
  helpdesk.misbehave = (asked, answer) => asked.method === "GET" && failures > 0 && (failures -= 1, answer(503, "away"), true);
  for (let time = 0; time < 2; time += 1) assert.equal((await gorgias(Number(there.gorgias))).status, 204);
  await until("it is said", async () => (await said()).length > 0);
  write(there.gorgias, "check the stock", { public: false, channel: "internal-note" });
  write(there.gorgias, "It is on its way.");
  helpdesk.gorgias.get(Number(there.gorgias)).status = "closed";
  await gorgias(Number(there.gorgias));
  await until("it is closed", async () => (await read(ticket)).status === "closed");
  assert.deepEqual(await said(), ["Hello, Kim here.", "It is on its way."]);
  const log = (await read(ticket)).log.map((entry) => [entry.did, entry.by.name]);
  assert.deepEqual(log, [["replied", "Kim Gor"], ["noted", "Kim Gor"], ["replied", "Kim Gor"], ["closed", "gorgias"]]);
  await until("all are told", async () => (await read(ticket)).deliveries.every((it) => it.waiting === 0));
  const echoed = helpdesk.gorgias.get(Number(there.gorgias)).messages.filter((message) => /answered the customer in Edgewise/.test(message.body_text));
  assert.deepEqual(echoed, [], "no echo");
});

test("what Gorgias said is read though everything stops before it was", async () => {
  const { ticket, there, said } = await waiting();
  write(there.gorgias, "Your parcel is found.");
  let asked = 0;
  // Nobody gets an answer before the restart.
  helpdesk.misbehave = (request) => request.method === "GET" && ((asked += 1), true);
  assert.equal((await gorgias(Number(there.gorgias))).status, 204);
  await until("it is being read", () => asked > 0);
  await product.restart();
  helpdesk.misbehave = null;
  await until("it is said", async () => (await said()).length > 0, 60_000);
  assert.deepEqual(await said(), ["Your parcel is found."]);
  assert.equal((await read(ticket)).status, "waiting_customer");
});

test("without a secret no answers come back", async () => {
  await product.release({
    brand: { name: "Testhaus" },
    destinations: { zendesk: { kind: "zendesk", url: `${helpdesk.url}/zendesk`, secret: "DESTINATION_ZENDESK", address: "bot@shop.example" } },
  });
  assert.equal((await zendesk("comment_added", "c0123456789abcdef01234567-1-2-t", 1, comment(1, "x"))).status, 503);
  assert.equal((await gorgias(1)).status, 503);
});
