// Tickets on the real runtime: people list them, take over, answer, give back and close, and the
// shopper is never answered by two at once, told twice, or forgotten.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, afterEach, before, test } from "node:test";

import { event, order, secrets, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;
const team = {};

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  for (const [name, role] of [["Vi", "viewer"], ["Sam", "agent"], ["Kim", "agent"]]) {
    const added = await product.operator("POST", "/v1/team", { name, role });
    team[name] = { id: added.member?.id ?? added.id, token: added.token };
  }
  await product.release({
    brand: { name: "Testhaus" }, skills: { cancel_order: "autonomous" }, freshness: { orders_seconds: 0 },
  });
});
after(async () => {
  await product.stop();
  await shop.stop();
});
afterEach(() => (shop.misbehave = null));

const ask = (name, method, path, body, headers) =>
  product.request(method, path, { token: team[name].token, body, headers });
async function as(name, method, path, body, headers) {
  const response = await ask(name, method, path, body, headers);
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
const act = (name, ticket, what, body, headers) => as(name, "POST", `/v1/tickets/${ticket}/${what}`, body, headers);
const status = async (name, ticket, what, body, headers) =>
  (await ask(name, "POST", `/v1/tickets/${ticket}/${what}`, body, headers)).status;
const read = (ticket, name = "Sam") => as(name, "GET", `/v1/tickets/${ticket}`);

// A shopper who has asked for a person.
async function waiting(customer) {
  const shopper = await product.shopper(customer);
  const answer = await shopper.say("I want to talk to a person");
  assert.equal(answer.state, "with_human");
  const { tickets } = await product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
  const conversation = answer.conversation_id;
  const said = async () => (await shopper.messages(conversation)).messages;
  return { shopper, answer, conversation, ticket: tickets[0].id, said };
}

function customerWithOrder() {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com` });
  return { id, order: shop.add(order(id, {})) };
}

function openSocket(shopper, conversation) {
  const address = `${product.url.replace("http", "ws")}/v1/chat/socket?conversation_id=${conversation}`;
  const socket = new WebSocket(address, ["edgewise.v1", `bearer.${shopper.token}`]);
  const frames = [];
  socket.addEventListener("message", ({ data }) => frames.push(JSON.parse(data)));
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve({ socket, frames }));
    socket.addEventListener("error", () => reject(new Error("the socket did not open")));
  });
}

const isListed = (query, ticket) => async () =>
  (await as("Sam", "GET", `/v1/tickets?${query}`)).items.find((item) => item.id === ticket);

test("whoever asks for a person is listed, answered in the chat on every page, and nobody is told twice", async () => {
  const { shopper, conversation, ticket, said } = await waiting(uniqueId("cus"));
  const listed = await until("it is listed", isListed("state=open&assignee=nobody", ticket));
  assert.equal(listed.reason, "asked_for_person");
  assert.equal(JSON.stringify(listed).includes("talk to a person"), false, "no words of a customer in the index");
  const pages = [await openSocket(shopper, conversation), await openSocket(shopper, conversation)];

  const body = { text: "  Hello, this is Sam.  ", client_message_id: "first" };
  const answered = await act("Sam", ticket, "reply", body);
  assert.deepEqual([answered.status, answered.assignee.name, answered.conversation_status], ["waiting_customer", "Sam", "human"]);
  for (const { frames } of pages) {
    const seen = await until("the page shows it", () => frames.find((frame) => frame.type === "message"));
    assert.deepEqual([seen.message.role, seen.message.text], ["human_agent", "Hello, this is Sam."]);
  }
  // Sent again, it is said once; under the same name something else is refused.
  await act("Sam", ticket, "reply", body);
  assert.equal(await status("Sam", ticket, "reply", { ...body, text: "else" }), 409);
  assert.equal((await said()).filter((message) => message.role === "human_agent").length, 1);

  // The shopper goes on: the assistant is silent, and the ticket waits again.
  const silent = await shopper.say("my parcel is late");
  assert.deepEqual([silent.state, silent.messages], ["with_human", []]);
  const after = await read(ticket);
  assert.equal(after.status, "open");
  assert.ok(after.unanswered_since > after.waiting_since);
  assert.equal(after.history.at(-1).text, "my parcel is late");
  assert.deepEqual(after.log.map((entry) => [entry.did, entry.by.id]), [["replied", team.Sam.id]]);
  await until("the list knows", isListed(`state=open&assignee=${team.Sam.id}`, ticket));
  assert.equal(await isListed("assignee=nobody", ticket)(), undefined);
  for (const { socket } of pages) socket.close();
});

test("a person who has only taken over is told of once, and the shopper's words are kept", async () => {
  const { shopper, conversation, ticket, said } = await waiting();
  const { socket, frames } = await openSocket(shopper, conversation);
  await act("Sam", ticket, "assign");
  const first = await shopper.say("are you there?");
  assert.match(first.messages[0].text, /Someone from our team has this chat now/);
  for (const text of ["hello?", "I want to talk to a person", "where is my order?"]) {
    const next = await shopper.say(text);
    assert.deepEqual([next.state, next.messages], ["with_human", []], text);
  }
  assert.equal((await read(ticket)).history.filter((message) => message.role === "customer").length, 5);
  // Nobody has it any more: the assistant helps again while the shopper waits.
  await act("Sam", ticket, "assign", { to: "nobody" });
  const helped = await shopper.say("are you a bot?");
  assert.deepEqual([helped.state, helped.messages.length], ["with_human", 1]);
  assert.equal((await said()).length, 9);
  socket.close();
  assert.equal(frames.some((frame) => frame.type === "typing"), false, "nobody is said to type for ever");
});

test("a person steps into any conversation; a turn that is being answered then is not answered any more", async () => {
  const ada = customerWithOrder();
  const shopper = await product.shopper(ada.id);
  const { conversation_id } = await shopper.say("hello");
  // The shop answers only after a person has stepped in.
  let asked;
  const isAsked = new Promise((resolve) => (asked = resolve));
  let release;
  const isReleased = new Promise((resolve) => (release = resolve));
  shop.misbehave = async () => void (asked(), await isReleased);
  const { socket, frames } = await openSocket(shopper, conversation_id);
  const running = shopper.say("where is my order?");
  await isAsked;
  const taken = await as("Kim", "POST", `/v1/conversations/${conversation_id}/take-over`);
  assert.deepEqual([taken.reason, taken.assignee.name, taken.conversation_status], ["taken_over", "Kim", "human"]);
  release();
  const answer = await running;
  assert.equal(answer.state, "with_human");
  assert.match(answer.messages[0].text, /Someone from our team/);
  const { messages } = await shopper.messages(conversation_id);
  assert.deepEqual(messages.map((message) => message.role), ["customer", "assistant", "customer", "assistant"]);
  assert.equal(messages.some((message) => message.text.includes(ada.order.number)), false);
  assert.ok(frames.some((frame) => frame.type === "state" && frame.state === "with_human"));
  socket.close();
  // To step in again is the same ticket.
  const again = await as("Sam", "POST", `/v1/conversations/${conversation_id}/take-over`);
  assert.deepEqual([again.id, again.assignee.name], [taken.id, "Sam"]);
});

test("an action that was under way is finished once, told to the person, and not to the shopper", async () => {
  const ada = customerWithOrder();
  const shopper = await product.shopper(ada.id);
  const summary = await shopper.say("please cancel my order");
  assert.match(summary.messages[0].text, /Shall I go ahead/);
  let acting;
  const isActing = new Promise((resolve) => (acting = resolve));
  let release;
  const isReleased = new Promise((resolve) => (release = resolve));
  shop.misbehave = async (request) => {
    if (request.method === "POST") {
      acting();
      await isReleased;
    }
    return false;
  };
  const id = summary.conversation_id;
  const running = shopper.say("yes");
  await isActing;
  const { id: ticket } = await as("Kim", "POST", `/v1/conversations/${id}/take-over`);
  await act("Kim", ticket, "reply", { text: "I am looking at it." });
  release();
  const answer = await running;
  product.turns.push(answer);
  assert.deepEqual([answer.state, answer.messages], ["with_human", []]);
  assert.equal(shop.cancellations.filter((one) => one.order === ada.order.id).length, 1);
  const { tried, history } = await read(ticket);
  assert.ok(tried.some((one) => one.what.startsWith("cancel_order") && /done/.test(one.result)), JSON.stringify(tried));
  assert.deepEqual(history.map((message) => message.text).slice(2), ["yes", "I am looking at it."]);
  // A late yes does nothing, neither now nor after it is given back.
  await shopper.say("yes");
  await act("Kim", ticket, "return-to-agent");
  await shopper.say("yes");
  assert.equal(shop.cancellations.filter((one) => one.order === ada.order.id).length, 1);
});

test("given back, the assistant answers again, and nothing leads back into the same handoff", async () => {
  const ada = customerWithOrder();
  const { shopper, conversation, ticket } = await waiting(ada.id);
  const { socket, frames } = await openSocket(shopper, conversation);
  await act("Sam", ticket, "reply", { text: "The assistant can tell you that." });
  const back = await act("Sam", ticket, "return-to-agent");
  assert.deepEqual([back.status, back.resolution, back.conversation_status], ["closed", "returned", "assistant"]);
  await until("the page knows", () => frames.some((frame) => frame.type === "state" && frame.state === "open"));
  const answer = await shopper.say("where is my order?");
  assert.match(answer.messages[0].text, new RegExp(ada.order.number));
  assert.notEqual(answer.state, "with_human");
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation}`);
  assert.equal(tickets.length, 1);
  socket.close();
});

test("closed, the conversation has ended: only notes are taken, and the next message begins another", async () => {
  const { shopper, conversation, ticket } = await waiting(uniqueId("cus"));
  await act("Sam", ticket, "reply", { text: "Done." });
  assert.equal(await status("Sam", ticket, "close", { resolution: "returned" }), 422);
  assert.equal(await status("Sam", ticket, "close", { resolution: "great" }), 422);
  const closed = await act("Sam", ticket, "close");
  assert.deepEqual([closed.status, closed.resolution, closed.conversation_status], ["closed", "solved", "closed"]);
  assert.equal((await shopper.messages(conversation)).state, "closed");
  for (const [what, body] of [["reply", { text: "x" }], ["close"], ["assign"], ["return-to-agent"]]) {
    assert.equal(await status("Sam", ticket, what, body), 409, what);
  }
  assert.equal((await ask("Sam", "POST", `/v1/conversations/${conversation}/take-over`)).status, 409);
  const noted = await act("Sam", ticket, "notes", { text: "called back" });
  assert.equal(noted.log.at(-1).text, "called back");
  await until("the list knows", isListed("state=closed", ticket));
  const next = await shopper.say("hello again");
  assert.notEqual(next.conversation_id, conversation);
  assert.equal(next.state, "open");
});

test("two people who answer at once: one is told, and nothing is lost or said twice", async () => {
  const { ticket, said } = await waiting();
  const { headers } = await ask("Sam", "GET", `/v1/tickets/${ticket}`);
  const match = { "if-match": headers.get("etag") };
  const both = await Promise.all(["Sam", "Kim"].map((name) => status(name, ticket, "reply", { text: `${name} here` }, match)));
  assert.deepEqual(both.sort(), [200, 412]);
  assert.equal((await said()).filter((message) => message.role === "human_agent").length, 1);
  assert.equal(await status("Kim", ticket, "notes", { text: "x" }, { "if-match": "nonsense" }), 412);
  // Whoever looks first can go on.
  const now = (await ask("Kim", "GET", `/v1/tickets/${ticket}`)).headers.get("etag");
  assert.equal(await status("Kim", ticket, "reply", { text: "and Kim" }, { "if-match": now }), 200);
});

test("who may do what: viewers read, agents act, and a ticket goes only to who may answer", async () => {
  const { ticket } = await waiting(uniqueId("cus"));
  const seen = await read(ticket, "Vi");
  assert.equal(seen.profile, undefined, "a viewer sees no customer");
  assert.ok((await read(ticket)).profile);
  await as("Vi", "GET", "/v1/tickets");
  for (const what of ["reply", "notes", "assign", "close", "return-to-agent"]) {
    assert.equal(await status("Vi", ticket, what, { text: "x" }), 403, what);
  }
  const bare = await product.request("POST", `/v1/tickets/${ticket}/reply`, { body: { text: "x" } });
  assert.equal(bare.status, 401);
  assert.equal(await status("Sam", ticket, "assign", { to: team.Vi.id }), 422);
  assert.equal(await status("Sam", ticket, "assign", { to: "m_nobody_knows" }), 422);
  const given = await act("Sam", ticket, "assign", { to: team.Kim.id, queue: "returns", priority: "urgent" });
  assert.deepEqual([given.assignee.name, given.queue, given.priority], ["Kim", "returns", "urgent"]);
  const sorted = await act("Sam", ticket, "assign", { queue: "support" });
  assert.deepEqual([sorted.assignee.name, sorted.queue], ["Kim", "support"]);
  await until("it is Kim's", async () => (await as("Kim", "GET", "/v1/tickets?assignee=me")).items.some((it) => it.id === ticket));
});

test("what cannot be is refused with its place, and keeps nothing", async () => {
  const { ticket, said } = await waiting();
  const before = await read(ticket);
  for (const body of [{ text: " " }, { text: "x".repeat(4001) }, {}, { text: 5 }]) {
    const response = await ask("Sam", "POST", `/v1/tickets/${ticket}/reply`, body);
    assert.equal(response.status, 422);
    assert.equal((await response.json()).errors[0].pointer, "/text");
  }
  assert.equal(await status("Sam", ticket, "notes", { text: "x".repeat(2001) }), 422);
  assert.equal(await status("Sam", ticket, "assign", { queue: "" }), 422);
  assert.equal(await status("Sam", ticket, "assign", { priority: "soon" }), 422);
  assert.equal(await status("Sam", `${ticket}0`, "reply", { text: "x" }), 404);
  assert.equal(await status("Sam", ticket, "dance", {}), 404);
  assert.equal((await ask("Sam", "GET", `/v1/tickets/${ticket}/reply`)).status, 405);
  assert.equal((await ask("Sam", "GET", "/v1/tickets?state=sleepy")).status, 422);
  assert.equal((await ask("Sam", "GET", "/v1/tickets?cursor=sleepy")).status, 400);
  assert.equal((await ask("Sam", "POST", "/v1/conversations/c1-1/take-over")).status, 404);
  assert.deepEqual(await read(ticket), before);
  assert.equal((await said()).length, 2);
});

test("a list is read page by page, what cannot wait first", async () => {
  const queue = uniqueId("queue");
  const tickets = [];
  for (let batch = 0; batch < 6; batch += 1) {
    const made = await Promise.all(Array.from({ length: 9 }, () => waiting()));
    for (const { ticket } of made) tickets.push(ticket);
  }
  await Promise.all(tickets.map((ticket) => act("Sam", ticket, "assign", { queue })));
  await act("Sam", tickets.at(-1), "assign", { priority: "urgent" });
  const list = async (cursor = "") => as("Sam", "GET", `/v1/tickets?queue=${queue}&cursor=${cursor}`);
  await until("all are listed, the urgent one first", async () => {
    const { items, next_cursor } = await list();
    return items.length === 50 && items[0].id === tickets.at(-1) && next_cursor;
  });
  const first = await list();
  const second = await list(first.next_cursor);
  assert.equal(second.next_cursor, null);
  const all = [...first.items, ...second.items].map((item) => item.id);
  assert.deepEqual([...new Set(all)].sort(), [...tickets].sort());
});

test("the shopper is told when people are there, and the ticket goes to the queue of its reason", async () => {
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const today = new Date().toISOString().slice(0, 10);
  await product.release({
    brand: { name: "Testhaus" },
    escalation: {
      queues: { asked_for_person: "people" }, answer_within_minutes: 90, holidays: [today, tomorrow],
      hours: [{ days, from: "09:00", to: "17:00" }],
    },
  });
  const { answer, ticket } = await waiting();
  assert.match(answer.messages[0].text, /our team is back on .* at 9:00 AM \(UTC\)\. You'll have an answer on .* at 10:30 AM \(UTC\) at the latest/);
  const held = await read(ticket);
  assert.equal(held.queue, "people");
  assert.match(held.answer_due, /T10:30:00/);
  const refused = await product.request("POST", "/v1/playbook/import?release=true", {
    token: product.bindings.EDGEWISE_OPERATOR_TOKEN,
    body: { escalation: { hours: [{ days: ["monday"], from: "17:00", to: "9:00" }], queues: { shop_fault: "" } } },
  });
  assert.equal(refused.status, 422);
  const pointers = (await refused.json()).errors.map((error) => error.pointer).sort();
  assert.deepEqual(pointers, ["/escalation/hours/0/to", "/escalation/queues/shop_fault"]);
});

test("whoever has left is answered by email, too; whoever is there, and nobody else's address, is not", async () => {
  await product.restart({ EDGEWISE_DEV_MAILBOX: "on" });
  const mails = () => product.json("GET", "/dev/mailbox", { headers: { accept: "application/json" } });
  const address = `${uniqueId("ada")}@example.com`;
  const { shopper, answer, conversation, ticket, said } = await waiting();
  assert.match(answer.messages[0].text, /tell me your email address/);
  // Somebody who is there reads it there.
  const { socket } = await openSocket(shopper, conversation);
  await act("Sam", ticket, "reply", { text: "seen in the chat" });
  socket.close();
  await act("Sam", ticket, "assign", { to: "nobody" });
  const kept = await shopper.say(address);
  assert.match(kept.messages[0].text, /by email to that address/);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const body = { text: "We found it. <b>Sam</b>", client_message_id: "by-mail" };
  await act("Sam", ticket, "reply", body);
  await act("Sam", ticket, "reply", body);
  const mail = await until("it is sent", async () => (await mails()).find((one) => one.to === address));
  assert.match(mail.text, /^We found it\. <b>Sam<\/b>\n\nYou asked our team in the chat of Testhaus\./);
  assert.equal((await mails()).filter((one) => one.to === address).length, 1);
  assert.equal((await mails()).some((one) => one.text.includes("seen in the chat")), false);
  assert.equal((await said()).filter((message) => message.role === "human_agent").length, 2);

  // A customer who is signed in has an address; somebody else who only says a name has none.
  const ada = customerWithOrder();
  const known = await waiting(ada.id);
  assert.match(known.answer.messages[0].text, /in your email if you have left/);
  await act("Kim", known.ticket, "reply", { text: "to the address on file" });
  await until("it is sent", async () => (await mails()).some((one) => one.to === `${ada.id}@example.com`));
  const nobody = await waiting();
  const before = (await mails()).length;
  await act("Kim", nobody.ticket, "reply", { text: "only here" });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  assert.equal((await mails()).length, before);
});

test("an answer that was acknowledged is read and listed, also where the process ends right after", async () => {
  const { shopper, conversation, ticket, said } = await waiting();
  await act("Sam", ticket, "reply", { text: "before the end" });
  await product.restart();
  assert.equal((await said()).at(-1).text, "before the end");
  const { socket, frames } = await openSocket(shopper, conversation);
  await act("Sam", ticket, "reply", { text: "after the end" });
  await until("the page shows it", () => frames.some((frame) => frame.message?.text === "after the end"));
  socket.close();
  await until("it is listed", isListed("state=waiting_customer", ticket), 40_000);
});

test("a ticket follows its customer, survives a restart, and goes when they are erased", async () => {
  const ada = customerWithOrder();
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  const ticket = tickets[0].id;
  await act("Sam", ticket, "reply", { text: "Hello" });
  // Signed in meanwhile: the conversation lives on with the customer.
  await product.shopper(ada.id, { visitor_id: shopper.session.visitor_id });
  await act("Sam", ticket, "reply", { text: "still me", client_message_id: randomUUID() });
  await product.restart();
  const held = await read(ticket);
  assert.deepEqual(held.history.map((message) => message.text).slice(2), ["Hello", "still me"]);
  await until("the index knows whose it is", async () => (await isListed("state=waiting_customer", ticket)())?.customer_id === ada.id);
  await product.operator("DELETE", `/v1/customers/${ada.id}`);
  // What is erased cannot be replayed.
  product.turns = product.turns.filter((turn) => turn.conversation_id !== conversation_id);
  assert.equal((await ask("Sam", "GET", `/v1/tickets/${ticket}`)).status, 404);
  assert.equal(await isListed("state=waiting_customer", ticket)(), undefined);
});

test("every turn of this suite replays to the same outcome", async () => {
  await product.assertReplays();
});

test("what the team often says is given with the names filled in, to who may answer", async () => {
  const { id } = customerWithOrder();
  await product.sendEvents(event("customer.updated", { id, first_name: "Ada {{ agent }}" }));
  await product.release({
    brand: { name: "Testhaus" }, skills: { cancel_order: "autonomous" }, freshness: { orders_seconds: 0 },
    escalation: { macros: { "Sorry!": "Hi{% if first_name %} {{ first_name }}{% endif %}, {{ agent }} of {{ brand }} here." } },
  });
  const { ticket } = await waiting(id);
  assert.deepEqual((await read(ticket)).macros, { "Sorry!": "Hi Ada {{ agent }}, Sam of Testhaus here." });
  assert.equal((await read(ticket, "Vi")).macros, undefined);
  const bad = { escalation: { macros: { x: "{{ first_name }} {{ password }}" } } };
  const refused = await product.request("POST", "/v1/playbook/import?release=true", { token: secrets.EDGEWISE_OPERATOR_TOKEN, body: bad });
  assert.deepEqual([refused.status, (await refused.json()).errors.map(({ pointer }) => pointer)], [422, ["/escalation/macros/x"]]);
});
