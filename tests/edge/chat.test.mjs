// The shopper's surface: sessions, turns, repetition, order, privacy, streams and sockets.

import assert from "node:assert/strict";
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { event, jwt, order, secrets, startProduct, uniqueId, until } from "../harness/product.mjs";

const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
let product;
before(async () => {
  const jwk = JSON.stringify(keys.publicKey.export({ format: "jwk" }));
  product = await startProduct({ EDGEWISE_IDENTITY_PUBLIC_KEY: jwk });
});
after(() => product.stop());

const soon = () => Math.floor(Date.now() / 1000) + 600;

test("a storefront's token signs a customer in, whether shared secret or public key", async () => {
  const customer = uniqueId("cus");
  await product.sendEvents(event("customer.updated", { id: customer, first_name: "Ada" }));
  const { session } = await product.shopper(customer);
  assert.deepEqual(session.customer, { known: true, verified: true, first_name: "Ada" });
  assert.match(session.greeting.text, /Ada/);

  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "ES256" })}.${encode({ sub: customer, exp: soon() })}`;
  const signature = createSign("sha256").update(signed).sign({ key: keys.privateKey, dsaEncoding: "ieee-p1363" });
  const identity_token = `${signed}.${signature.toString("base64url")}`;
  const es256 = await product.json("POST", "/v1/sessions", { body: { identity_token } });
  assert.equal(es256.customer.verified, true);
});

test("a token that proves nothing opens no session", async () => {
  const secret = secrets.EDGEWISE_IDENTITY_SECRET;
  const bad = {
    "token.signature": jwt({ sub: "1", exp: soon() }, "another secret"),
    "token.expired": jwt({ sub: "1", exp: soon() - 10_000 }, secret),
    "token.expiry": jwt({ sub: "1", exp: soon() + 90_000 }, secret),
    "token.malformed": "abc",
    "token.algorithm": jwt({ sub: "1", exp: soon() }, secret, { alg: "none" }),
    "token.not_yet_valid": jwt({ sub: "1", exp: soon(), nbf: soon() }, secret),
  };
  for (const [code, identity_token] of Object.entries(bad)) {
    const response = await product.request("POST", "/v1/sessions", { body: { identity_token } });
    const problem = await response.json();
    assert.equal(response.status, 401, code);
    assert.equal(problem.errors[0].detail, code);
  }
  const noExpiry = jwt({ sub: "1" }, secret);
  const response = await product.request("POST", "/v1/sessions", { body: { identity_token: noExpiry } });
  assert.equal(response.status, 401);
});

test("the same message again gets the first answer again, and another text is refused", async () => {
  const shopper = await product.shopper();
  const id = randomUUID();
  const first = await shopper.say("hello", id);
  const again = await shopper.say("hello", id);
  assert.equal(first.replayed, false);
  assert.equal(again.replayed, true);
  assert.deepEqual({ ...again, replayed: false }, first);
  const response = await product.request("POST", "/v1/chat", {
    token: shopper.token,
    body: { text: "something else", client_message_id: id },
  });
  assert.equal(response.status, 409);
  assert.equal((await response.json()).code, "client_message_id_conflict");
});

test("messages sent at once are answered once each, in the order of their arrival", async () => {
  const shopper = await product.shopper();
  const first = await shopper.say("hello");
  const texts = ["one", "two", "three", "four", "five"];
  const answers = await Promise.all(texts.map((text) => shopper.say(text)));
  const turns = answers.map((answer) => answer.turn_id);
  assert.equal(new Set(turns).size, texts.length);
  const { messages } = await shopper.messages(first.conversation_id);
  const mine = messages.filter((message) => message.role === "customer").map((message) => message.text);
  assert.equal(mine.length, texts.length + 1);
  assert.deepEqual([...mine].sort(), ["hello", ...texts].sort());
  // Question and answer alternate: nothing was answered in between.
  const roles = messages.map((message) => message.role);
  assert.deepEqual(roles, roles.map((_, index) => (index % 2 === 0 ? "customer" : "assistant")));
});

test("the same message sent twice at once is answered once", async () => {
  const shopper = await product.shopper();
  const id = randomUUID();
  const answers = await Promise.all(Array.from({ length: 5 }, () => shopper.say("hello", id)));
  assert.equal(new Set(answers.map((answer) => answer.turn_id)).size, 1);
  assert.equal(answers.filter((answer) => !answer.replayed).length, 1);
});

test("a stranger sees no conversation but their own", async () => {
  const [mine, theirs] = [await product.shopper(uniqueId("cus")), await product.shopper()];
  const said = await mine.say("hello");
  const path = `/v1/conversations/${said.conversation_id}/messages`;
  for (const token of [theirs.token, "nonsense", undefined]) {
    const response = await product.request("GET", path, { token });
    assert.equal(response.status, token === theirs.token ? 404 : 401);
  }
  const response = await product.request("POST", "/v1/chat", {
    token: theirs.token,
    body: { text: "hi", client_message_id: "1", conversation_id: said.conversation_id },
  });
  assert.equal(response.status, 404);
});

test("what a customer said while signed in is not shown to the browser after signing out", async () => {
  const customer = uniqueId("cus");
  const nobody = await product.shopper();
  const visitor_id = nobody.session.visitor_id;
  const known = await product.shopper(customer, { visitor_id });
  const said = await known.say("where is my order?");
  const signedOut = await product.shopper(undefined, { visitor_id });
  assert.notEqual(signedOut.session.conversation_id, said.conversation_id);
  assert.equal(signedOut.session.customer.first_name, undefined);
  await assert.rejects(signedOut.messages(said.conversation_id), /404/);
});

test("server-sent events give the same as the plain answer", async () => {
  const shopper = await product.shopper();
  const response = await product.request("POST", "/v1/chat", {
    token: shopper.token,
    headers: { accept: "text/event-stream" },
    body: { text: "hello", client_message_id: "1" },
  });
  assert.match(response.headers.get("content-type"), /^text\/event-stream/);
  const events = (await response.text()).trim().split("\n\n").map((frame) => {
    const [name, data] = frame.split("\n");
    return { name: name.slice(7), data: JSON.parse(data.slice(6)) };
  });
  assert.deepEqual(events.map((event) => event.name), ["typing", "message", "done"]);
  assert.deepEqual(events[2].data.messages, [events[1].data]);
  const again = await shopper.say("hello", "1");
  assert.deepEqual({ ...again, replayed: false }, events[2].data);
});

test("a stream that fails ends with a problem", async () => {
  const shopper = await product.shopper();
  await shopper.say("hello", "1");
  const response = await product.request("POST", "/v1/chat", {
    token: shopper.token,
    headers: { accept: "text/event-stream" },
    body: { text: "something else", client_message_id: "1" },
  });
  const frames = await response.text();
  assert.match(frames, /event: problem\ndata: .*client_message_id_conflict/);
});

function openSocket(shopper, conversation, after = "") {
  const address = `${product.url.replace("http", "ws")}/v1/chat/socket?conversation_id=${conversation}&after=${after}`;
  const socket = new WebSocket(address, ["edgewise.v1", `bearer.${shopper.token}`]);
  const frames = [];
  socket.addEventListener("message", ({ data }) => frames.push(JSON.parse(data)));
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve({ socket, frames }));
    socket.addEventListener("error", () => reject(new Error("the socket did not open")));
  });
}

test("a socket carries messages both ways, to every page of the conversation", async () => {
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("hello");
  const [one, two] = [await openSocket(shopper, conversation_id), await openSocket(shopper, conversation_id)];
  one.socket.send(JSON.stringify({ type: "message", text: "are you a bot?", client_message_id: "s1" }));
  await until("the turn is done", () => one.frames.some((frame) => frame.type === "done"));
  await until("the other page knows", () => two.frames.filter((frame) => frame.type === "message").length === 2);
  assert.deepEqual(
    two.frames.map((frame) => frame.message.role),
    ["customer", "assistant"],
  );
  assert.equal(two.frames[0].client_message_id, "s1");
  one.socket.send(JSON.stringify({ type: "ping" }));
  await until("it answers a ping", () => one.frames.some((frame) => frame.type === "pong"));
  one.socket.send("nonsense");
  await until("it refuses nonsense", () => one.frames.some((frame) => frame.type === "problem"));
  one.socket.close();
  two.socket.close();
});

test("a socket resumes after the last message seen", async () => {
  const shopper = await product.shopper();
  const first = await shopper.say("hello");
  const seen = first.messages.at(-1).id;
  await shopper.say("thanks");
  const { socket, frames } = await openSocket(shopper, first.conversation_id, seen);
  await until("it has caught up", () => frames.length === 2);
  assert.deepEqual(frames.map((frame) => frame.message.role), ["customer", "assistant"]);
  socket.close();
});

test("a socket without a valid token does not open", async () => {
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("hello");
  await assert.rejects(openSocket({ token: "nonsense" }, conversation_id));
  const stranger = await product.shopper();
  await assert.rejects(openSocket(stranger, conversation_id));
});

test("a shopper can ask for a person by a button, and rate the conversation", async () => {
  const shopper = await product.shopper(uniqueId("cus"));
  const { conversation_id } = await shopper.say("hello");
  const path = `/v1/conversations/${conversation_id}`;
  const answer = await product.json("POST", `${path}/handoff`, { token: shopper.token });
  assert.equal(answer.state, "with_human");
  const rated = await product.request("POST", `${path}/feedback`, { token: shopper.token, body: { score: 4 } });
  assert.equal(rated.status, 204);
  const detail = await product.operator("GET", path);
  assert.deepEqual(detail.ratings.map(({ of, score }) => [of, score]), [["assistant", 4]]);
  assert.equal(detail.tickets[0].reason, "asked_for_person");
});

test("every answer names its request and its stages", async () => {
  const shopper = await product.shopper();
  const response = await product.request("POST", "/v1/chat", {
    token: shopper.token,
    body: { text: "hello", client_message_id: "1" },
  });
  assert.match(response.headers.get("x-request-id"), /^[0-9a-f]{16}$/);
  assert.match(response.headers.get("server-timing"), /open;dur=\d+.*close;dur=\d+/);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
});

test("a customer's order is told live, with a card", async () => {
  const customer = uniqueId("cus");
  const mine = order(customer, {
    status: "shipped",
    fulfillments: [{ id: "f1", status: "in_transit", carrier: "UPS", tracking_numbers: ["1Z9"], line_ids: [] }],
  });
  await product.sendEvents(event("order.updated", mine));
  const shopper = await product.shopper(customer);
  const answer = await shopper.say("where is my order?");
  assert.match(answer.messages[0].text, /on its way with UPS/);
  assert.equal(answer.messages[0].cards[0].title, `Order ${mine.number}`);
  const late = { ...mine, status: "delivered" };
  late.fulfillments = [{ ...mine.fulfillments[0], status: "delivered", delivered_at: new Date().toISOString() }];
  await product.sendEvents(event("order.updated", late));
  assert.match((await shopper.say("and now, where is my order?")).messages[0].text, /was delivered today/);
});

test("every turn of this suite replays to the same outcome, also after a restart", async () => {
  assert.ok(product.turns.length > 20);
  await product.restart();
  await product.assertReplays();
});
