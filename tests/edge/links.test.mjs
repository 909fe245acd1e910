// Links in emails, on the real runtime: whoever reads the mail goes on in the conversation, is nobody in it, and sees
// nothing that was said before the mail or to somebody else after it.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";

import { jwt, order, secrets, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const HOUR = 3_600;
const key = createHmac("sha256", secrets.EDGEWISE_IDENTITY_SECRET).update("edgewise link v1").digest();

let product;
let shop;
before(async () => {
  shop = await startShop();
  product = await startProduct({
    COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t", EDGEWISE_DEV_MAILBOX: "on", EDGEWISE_PUBLIC_URL: "https://help.shop.example/",
  });
  await product.release({ brand: { name: "Testhaus" }, freshness: { orders_seconds: 0 } });
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
});

const mails = () => product.json("GET", "/dev/mailbox", { headers: { accept: "application/json" } });
const act = (ticket, what, body) => product.operator("POST", `/v1/tickets/${ticket}/${what}`, body);
const open = (link, more) => product.request("POST", "/v1/sessions", { body: { link, ...more } });
const texts = async (shopper, id) => (await shopper.messages(id)).messages.map(({ text }) => text);

// Somebody whom the shop knows, who has asked about an order, wants a person, and has left; and the link in the answer.
async function answered() {
  const id = uniqueId("cus");
  const email = `${id}@example.com`;
  shop.customers.set(id, { id, email });
  const bought = shop.add(order(id));
  const owner = await product.shopper(id);
  const { conversation_id } = await owner.say("where is my order?");
  await owner.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  const ticket = tickets[0].id;
  await act(ticket, "reply", { text: "We found your parcel." });
  const mail = await until("it is mailed", async () => (await mails()).find((one) => one.to === email));
  const [, link] = /https:\/\/help\.shop\.example\/chat\/#edgewise=([\w.-]+) /.exec(mail.text) ?? [];
  assert.ok(link, mail.text);
  return { id, email, bought, owner, conversation: conversation_id, ticket, link };
}

async function follow(it) {
  const response = await open(it.link);
  assert.equal(response.status, 201);
  const session = await response.json();
  const reader = await product.shopper();
  return Object.assign(reader, { session, token: session.session_token });
}

test("the mail leads back into the conversation, shows nothing of before, and what is written reaches the person", async () => {
  const it = await answered();
  const payload = JSON.parse(Buffer.from(it.link.split(".")[1], "base64url"));
  assert.deepEqual(Object.keys(payload).sort(), ["at", "conversation_id", "exp", "since"]);
  assert.equal(payload.exp, Math.floor(Date.parse(payload.at) / 1_000) + 7 * 24 * HOUR);
  assert.equal(JSON.stringify(payload).includes(it.id), false);

  const reader = await follow(it);
  assert.deepEqual([reader.session.conversation_id, reader.session.customer], [it.conversation, { known: false, verified: false }]);
  assert.deepEqual(await texts(reader, it.conversation), ["We found your parcel."]);
  assert.deepEqual((await reader.say("great, when does it come?")).messages, []);
  const { history } = await product.operator("GET", `/v1/tickets/${it.ticket}`);
  assert.equal(history.at(-1).text, "great, when does it come?");
  const url = new URL(`${product.url}/v1/chat/socket?conversation_id=${it.conversation}`);
  const socket = await fetch(url, { headers: { authorization: `Bearer ${reader.token}`, connection: "upgrade", upgrade: "websocket" } }).catch(() => null);
  assert.notEqual(socket?.status, 101);

  // The assistant asks who it is, whoever was shown to be there before.
  await act(it.ticket, "return-to-agent");
  const asked = await reader.say("where is my order?");
  assert.equal(JSON.stringify(asked).includes(it.bought.number), false, JSON.stringify(asked.messages));
  assert.equal((await product.request("POST", `/v1/conversations/${it.conversation}/feedback`, { token: reader.token, body: { score: 5 } })).status, 204);
});

test("it opens no other conversation, and nothing once the customer writes themselves", async () => {
  const [it, other] = [await answered(), await answered()];
  const reader = await follow(it);
  const get = async (id) => (await product.request("GET", `/v1/conversations/${id}/messages`, { token: reader.token })).status;
  assert.deepEqual([await get(it.conversation), await get(other.conversation)], [200, 404]);
  const chat = (conversation_id) =>
    product.request("POST", "/v1/chat", { token: reader.token, body: { text: "hello", client_message_id: uniqueId("m"), conversation_id } });
  assert.equal((await chat(other.conversation)).status, 404);
  await act(it.ticket, "return-to-agent");
  assert.match((await it.owner.say("where is my order?")).messages[0].text, new RegExp(it.bought.number));
  assert.deepEqual([await get(it.conversation), (await chat(it.conversation)).status, (await open(it.link)).status], [404, 404, 401]);
  // Closed, it can still be read; what is written next is not said there.
  const reading = await follow(other);
  await act(other.ticket, "close");
  assert.deepEqual(await texts(reading, other.conversation), ["We found your parcel."]);
  const late = await product.request("POST", "/v1/chat", { token: reading.token, body: { text: "hello", client_message_id: "late" } });
  assert.equal(late.status, 404);
});

test("only a link that we made, for this and lately, is one", async () => {
  const it = await answered();
  const claims = JSON.parse(Buffer.from(it.link.split(".")[1], "base64url"));
  const now = Math.floor(Date.now() / 1_000);
  assert.equal((await open(jwt(claims, key))).status, 201, "as ours are made");
  const bad = {
    "another key": jwt(claims, "secret"),
    "the secret itself": jwt(claims, secrets.EDGEWISE_IDENTITY_SECRET),
    "no signature": `${jwt(claims, key, { alg: "none", typ: "JWT" }).split(".").slice(0, 2).join(".")}.`,
    "its time is over": jwt({ ...claims, exp: now - 2 * HOUR }, key),
    "no end": jwt({ ...claims, exp: undefined }, key),
    "an end too far away": jwt({ ...claims, exp: now + 30 * 24 * HOUR }, key),
    "a session": it.owner.token,
    "an identity": product.identityToken(it.id),
    "nothing": "",
  };
  for (const [what, link] of Object.entries(bad)) assert.equal((await open(link)).status, 401, what);
  assert.equal((await product.request("GET", `/v1/conversations/${it.conversation}/messages`, { token: it.link })).status, 401, "it is no session");
  // Whoever is signed in is who they are, whatever link they came by.
  const stranger = uniqueId("cus");
  const signedIn = await open(it.link, { identity_token: product.identityToken(stranger) });
  assert.notEqual((await signedIn.json()).conversation_id, it.conversation);
  assert.equal((await product.request("DELETE", `/v1/customers/${it.id}`, { token: secrets.EDGEWISE_OPERATOR_TOKEN })).status, 202);
  assert.equal((await open(it.link)).status, 401, "who is erased is gone");
  product.turns = product.turns.filter((turn) => turn.conversation_id !== it.conversation);
});
