// Who is writing: shown by look-up or by a one-time code, counted, bounded, and without telling whether
// an account exists. On the real runtime, with a shop that knows four people.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { order, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;

const playbook = (identity) => ({ brand: { name: "Testhaus" }, identity });

const release = (identity) => product.release(playbook(identity));

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t", EDGEWISE_DEV_MAILBOX: "on" });
});
after(async () => {
  await product.stop();
  await shop.stop();
});

// A customer of the shop with one order.
function person(first_name, last_name, zip = "19122") {
  const id = uniqueId("cus");
  const email = `${id}@example.com`;
  shop.customers.set(id, {
    id,
    first_name,
    last_name,
    email,
    default_address: { line1: "1 Elm St", city: "Ames", zip, country: "USA" },
  });
  return { id, email, order: shop.add(order(id, { status: "processed" })) };
}

const text = (answer) => answer.messages[0].text;
const mails = () => product.json("GET", "/dev/mailbox", { headers: { accept: "application/json" } });

async function codeTo(email, count = 1) {
  const mail = await until(`a code is sent to ${email}`, async () => {
    const theirs = (await mails()).filter((mail) => mail.to === email);
    return theirs.length >= count && theirs[0];
  });
  return /\b(\d{6})\b/.exec(mail.text)[1];
}

// What is said, whatever ids and codes there are.
const script = async (shopper, ...texts) => {
  const said = [];
  for (const message of texts) {
    const answer = await shopper.say(message);
    said.push({ text: text(answer), state: answer.state, asks: answer.asks, quick: answer.messages[0].quick_replies });
  }
  return JSON.stringify(said);
};

test("email and order number: what was asked before is answered at once, and the profile is theirs from then on", async () => {
  const ada = person("Ada", "Lovelace");
  const shopper = await product.shopper();
  assert.match(text(await shopper.say("where is my order?")), /email address together with an order number/);
  const found = await shopper.say(`${ada.email}, ${ada.order.number}`);
  assert.match(text(found), new RegExp(ada.order.number));
  const asked = shop.requests.length;
  const next = await shopper.say("where is my order?");
  assert.equal(next.conversation_id, found.conversation_id);
  assert.match(text(next), new RegExp(ada.order.number));
  await shopper.say("where is my order?");
  assert.ok(shop.requests.length <= asked + 1, "the profile is known: the shop is asked once at most");
  // The conversation lives with the customer, and so does the browser.
  const view = await product.operator("GET", `/v1/customers/${ada.id}`);
  assert.deepEqual(view.conversations.map((item) => item.id), [found.conversation_id]);
  const { messages } = await shopper.messages(found.conversation_id);
  assert.equal(messages.length, 8);
  // The same browser goes on where it was, while the proof holds.
  const again = await product.shopper(undefined, { visitor_id: shopper.session.visitor_id });
  assert.equal(again.session.conversation_id, found.conversation_id);
});

test("a code goes through the mailbox, and is in no record", async () => {
  const ada = person("Ada", "Lovelace");
  const shopper = await product.shopper();
  await shopper.say("where is my order?");
  const sent = await shopper.say(ada.email);
  assert.match(text(sent), /a code of six digits is on its way/);
  const code = await codeTo(ada.email);
  const { messages } = await shopper.messages(sent.conversation_id);
  assert.ok(!JSON.stringify([await product.receipt(sent), messages]).includes(code));
  const wrong = await shopper.say(code === "000000" ? "111111" : "000000");
  assert.match(text(wrong), /not the code/);
  assert.match(text(await shopper.say(`it's ${code}`)), new RegExp(ada.order.number));
  // It is spent: in a new conversation it opens nothing.
  const other = await product.shopper();
  await other.say("where is my order?");
  await other.say(ada.email);
  assert.match(text(await other.say(code)), /not the code/);
});

test("a code opens only the conversation that asked for it", async () => {
  const ada = person("Ada", "Lovelace");
  const [one, two] = [await product.shopper(), await product.shopper()];
  for (const shopper of [one, two]) await script(shopper, "where is my order?", ada.email);
  await codeTo(ada.email, 2);
  const codes = (await mails()).filter((mail) => mail.to === ada.email).map((mail) => /\b(\d{6})\b/.exec(mail.text)[1]);
  const answers = [];
  for (const code of codes) answers.push(text(await one.say(code)));
  assert.equal(answers.filter((answer) => answer.includes(ada.order.number)).length, 1);
});

test("byte for byte the same is said to whoever claims an account that exists and one that does not", async () => {
  const ada = person("Ada", "Lovelace");
  const nobody = `${uniqueId("nobody")}@example.com`;
  const lines = (email) => ["where is my order?", email, "000000", "I didn't get it", "111111", `order ${"#ZZZZZZ"}`, "hello"];
  const before = (await mails()).length;
  const known = await script(await product.shopper(), ...lines(ada.email));
  await codeTo(ada.email, 2);
  const sent = (await mails()).length;
  assert.equal(sent, before + 2);
  assert.equal(await script(await product.shopper(), ...lines(nobody)), known);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal((await mails()).length, sent, "to nobody nothing is sent");
});

test("wrong zip, wrong name and a name of nobody are told the same", async () => {
  await release({ methods: [{ by: "name_and_zip", level: "verified" }] });
  person("Mei", "Kovacs", "28236");
  const ask = async (...lines) => script(await product.shopper(), "where is my order?", ...lines);
  const wrongZip = await ask("Mei Kovacs, 28237");
  assert.equal(await ask("Nobody Atall, 28236"), wrongZip);
  assert.equal(await ask("Mei Kovac, 28236"), wrongZip);
  assert.match(await ask("Mei Kovacs, 28236"), /is packed|being prepared|#/);
});

test("attempts are bounded: by the conversation, and on one target across conversations and browsers", async () => {
  await release({ methods: [{ by: "email_and_order_number", level: "verified" }], attempts_max: 3, attempts_free: 4, pause_seconds: 600, attempts_per_day_max: 50 });
  const guess = (email, n) => `${email} order #AB${n}`;
  for (const email of [person("Ada", "Lovelace").email, `${uniqueId("nobody")}@example.com`]) {
    const first = await product.shopper();
    await first.say("where is my order?");
    await first.say(guess(email, 1));
    await first.say(guess(email, 2));
    const third = await first.say(guess(email, 3));
    assert.equal(third.state, "with_human", "the conversation's own bound offers a person");
    // Another browser, the same target: one more, then a pause.
    const second = await product.shopper();
    await second.say("where is my order?");
    assert.match(text(await second.say(guess(email, 4))), /couldn't find/);
    const asked = shop.requests.length;
    assert.match(text(await second.say(guess(email, 5))), /several attempts/);
    assert.equal(shop.requests.length, asked, "the shop is not asked");
    // The pause is the target's: somebody else is let in from there.
    const other = person("Bob", "Babbage");
    const third_ = await product.shopper();
    await third_.say("where is my order?");
    assert.match(text(await third_.say(`${other.email} order ${other.order.number}`)), new RegExp(other.order.number));
  }
});

test("attempts of one browser are slowed whatever targets it tries, also after a restart", async () => {
  await release({ methods: [{ by: "email_and_order_number", level: "verified" }], attempts_max: 20, attempts_free: 2, pause_seconds: 600, attempts_per_day_max: 50 });
  const { session } = await product.shopper();
  const visitor_id = session.visitor_id;
  const shopper = await product.shopper(undefined, { visitor_id });
  await shopper.say("where is my order?");
  for (const n of [1, 2]) assert.match(text(await shopper.say(`${uniqueId("no")}@example.com order #AB${n}`)), /find an account/);
  await product.restart();
  const ada = person("Ada", "Lovelace");
  assert.match(text(await shopper.say(`${ada.email} order ${ada.order.number}`)), /several attempts/);
});

test("one conversation is for one customer", async () => {
  await release({ methods: [{ by: "email", level: "verified" }, { by: "name_and_zip", level: "verified" }] });
  const [ada, bob] = [person("Ada", "Lovelace"), person("Bob", "Babbage", "50010")];
  const shopper = await product.shopper();
  assert.match(text(await shopper.say(`where is my order? ${ada.email}`)), new RegExp(ada.order.number));
  for (const line of ["Now I'm Bob Babbage, 50010, where is my order?", "and where is my friend's order?"]) {
    const answer = text(await shopper.say(line));
    assert.match(answer, /one account in a chat|your own account/);
    assert.doesNotMatch(answer, new RegExp(bob.order.number));
  }
  assert.match(text(await shopper.say("where is my order?")), new RegExp(ada.order.number));
});

test("who comes to the browser after a customer begins anew, and can be somebody else", async () => {
  const [ada, bob] = [person("Ada", "Lovelace"), person("Bob", "Babbage")];
  const nobody = await product.shopper();
  const visitor_id = nobody.session.visitor_id;
  await (await product.shopper(ada.id, { visitor_id })).say("where is my order?");
  const next = await product.shopper(undefined, { visitor_id });
  assert.equal(next.session.customer.known, false);
  const answer = await next.say(`where is my order? ${bob.email}`);
  assert.match(text(answer), new RegExp(bob.order.number));
  assert.doesNotMatch(text(answer), new RegExp(ada.order.number));
  assert.match(text(await next.say("where is my order?")), new RegExp(bob.order.number));
  const of = async (id) => (await product.operator("GET", `/v1/customers/${id}`)).conversations.map((item) => item.id);
  assert.deepEqual(await of(bob.id), [answer.conversation_id]);
  assert.ok(!(await of(ada.id)).includes(answer.conversation_id));
});

test("a storefront's token counts as before, and nobody is asked who they are", async () => {
  const ada = person("Ada", "Lovelace");
  const shopper = await product.shopper(ada.id);
  assert.match(text(await shopper.say("where is my order?")), new RegExp(ada.order.number));
});

test("a page that listens follows the conversation to its customer", async () => {
  const ada = person("Ada", "Lovelace");
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("where is my order?");
  const listen = async (after) => {
    const address = `${product.url.replace("http", "ws")}/v1/chat/socket?conversation_id=${conversation_id}&after=${after}`;
    const socket = new WebSocket(address, ["edgewise.v1", `bearer.${shopper.token}`]);
    const frames = [];
    let closed = false;
    socket.addEventListener("message", ({ data }) => frames.push(JSON.parse(data)));
    socket.addEventListener("close", () => (closed = true));
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    return { socket, frames, isClosed: () => closed };
  };
  const first = await listen("");
  const found = await shopper.say(ada.email);
  assert.match(text(found), new RegExp(ada.order.number));
  await until("the page is told to listen elsewhere", () => first.isClosed());
  const second = await listen(found.messages[0].id);
  await shopper.say("thanks");
  await until("it hears again", () => second.frames.filter((frame) => frame.type === "message").length === 2);
  second.socket.close();
});

test("who was found out and is erased leaves nothing", async () => {
  const ada = person("Ada", "Lovelace");
  const shopper = await product.shopper();
  const said = await shopper.say(`where is my order? ${ada.email}`);
  assert.match(text(said), new RegExp(ada.order.number));
  const erased = await product.request("DELETE", `/v1/customers/${ada.id}`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
  assert.equal(erased.status, 202);
  await assert.rejects(shopper.messages(said.conversation_id), /404/);
  await assert.rejects(product.receipt(said), /404/);
});

test("every turn of this suite replays to the same outcome", async () => {
  const gone = new Set();
  for (const turn of product.turns) {
    const response = await product.request("GET", `/v1/conversations/${turn.conversation_id}/turns/${turn.turn_id}`, {
      token: product.bindings.EDGEWISE_OPERATOR_TOKEN,
    });
    if (response.status === 404) {
      gone.add(turn.conversation_id);
      continue;
    }
    await product.assertReplays([turn]);
  }
  assert.equal(gone.size, 1, "only the erased one is gone");
});

test("the mailbox is not there unless it is switched on, nor beside a delivery service", async () => {
  await product.restart({ EDGEWISE_DEV_MAILBOX: "" });
  const status = async () => (await product.request("GET", "/dev/mailbox")).status;
  assert.equal(await status(), 404);
  const shopper = await product.shopper();
  assert.doesNotMatch(text(await shopper.say("where is my order?")), /a code of six digits|send you a code/, "what cannot be sent is not offered");
  await product.restart({ EDGEWISE_DEV_MAILBOX: "on", EDGEWISE_DELIVERY_URL: "http://127.0.0.1:9/" });
  assert.equal(await status(), 404);
});

test("a delivery service is asked to send, with a key that it knows a repetition by", async () => {
  const sent = [];
  shop.misbehave = async (request, response, url) => {
    if (url.pathname !== "/deliver") return false;
    let body = "";
    for await (const chunk of request) body += chunk;
    sent.push({ headers: request.headers, ...JSON.parse(body) });
    response.writeHead(202).end();
    return true;
  };
  await product.restart({ EDGEWISE_DELIVERY_URL: `${shop.url}/deliver`, EDGEWISE_DELIVERY_TOKEN: "deliver-token" });
  await release({ methods: [{ by: "email_code", level: "verified" }] });
  const ada = person("Ada", "Lovelace");
  const shopper = await product.shopper();
  await shopper.say("where is my order?");
  await shopper.say(ada.email);
  await until("it is sent", () => sent.length > 0);
  const [mail] = sent;
  assert.equal(mail.to, ada.email);
  assert.equal(mail.channel, "email");
  assert.equal(mail.headers.authorization, "Bearer deliver-token");
  assert.equal(mail.headers["idempotency-key"], mail.id);
  assert.match(mail.subject, /Testhaus/);
  const code = /\b(\d{6})\b/.exec(mail.text)[1];
  assert.match(text(await shopper.say(code)), new RegExp(ada.order.number));
});
