// Several people at their desks: who has a ticket open, what they have written so far, and lists that are asked
// for again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { event, startProduct, uniqueId, until } from "../harness/product.mjs";

let product;
const team = {};

before(async () => {
  product = await startProduct();
  for (const [name, role] of [["Vi", "viewer"], ["Sam", "agent"], ["Kim", "agent"]]) {
    team[name] = await product.operator("POST", "/v1/team", { name, role });
  }
});
after(() => product?.stop());

const ask = (name, method, path, body) => product.request(method, path, { token: team[name].token, body });
async function as(name, method, path, body) {
  const response = await ask(name, method, path, body);
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
  return text && JSON.parse(text);
}
const look = (name, ticket, doing) => as(name, "POST", `/v1/tickets/${ticket}/presence`, { doing });
const draft = (name, ticket, text) => as(name, "PUT", `/v1/tickets/${ticket}/draft`, { text });
const read = (ticket, name = "Sam") => as(name, "GET", `/v1/tickets/${ticket}`);
const seen = ({ others }) => others.map(({ who, doing }) => [who.name, doing]);

async function waiting() {
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  return { shopper, conversation: conversation_id, ticket: tickets[0].id };
}

test("whoever opens a ticket sees who else has it open and what they do, until they leave or fall silent", async () => {
  const [{ ticket }, other] = await Promise.all([waiting(), waiting()]);
  assert.deepEqual(seen(await look("Sam", ticket, "reading")), [], "nobody is told of themselves");
  assert.deepEqual(seen(await look("Kim", ticket, "reading")), [["Sam", "reading"]]);
  await look("Sam", ticket, "writing");
  assert.deepEqual(seen(await look("Kim", ticket, "reading")), [["Sam", "writing"]]);
  assert.deepEqual(seen(await look("Kim", other.ticket, "reading")), [], "one ticket tells nothing of another");
  await look("Sam", ticket, "left");
  assert.deepEqual(seen(await look("Kim", ticket, "reading")), []);
  await look("Sam", ticket, "writing");
  await new Promise((resolve) => setTimeout(resolve, 16_000));
  assert.deepEqual(seen(await look("Kim", ticket, "reading")), [], "who tells nothing more has gone");
  assert.equal((await read(ticket)).log, undefined, "looking is no work");
});

test("the mark changes with whatever the page of a ticket shows, and with nothing else", async () => {
  const { shopper, ticket } = await waiting();
  const mark = async () => (await look("Sam", ticket, "reading")).mark;
  let last = await mark();
  const differs = async (what) => {
    const now = await mark();
    assert.notEqual(now, last, what);
    last = now;
    assert.equal(await mark(), last);
  };
  await shopper.say("hello?");
  await differs("the customer wrote");
  await as("Kim", "POST", `/v1/tickets/${ticket}/notes`, { text: "mine" });
  await differs("a note");
  await as("Kim", "POST", `/v1/tickets/${ticket}/reply`, { text: "Hello" });
  await differs("an answer");
  await draft("Sam", ticket, "so far");
  assert.equal(await mark(), last, "a draft is nobody else's news");
});

test("a draft is kept for whoever wrote it, until it is sent, thrown away, or the ticket is closed", async () => {
  const { ticket } = await waiting();
  await draft("Sam", ticket, "Dear Ada,\n  I ");
  await draft("Kim", ticket, "Kim's");
  assert.equal((await read(ticket)).draft.text, "Dear Ada,\n  I ");
  assert.equal((await read(ticket, "Kim")).draft.text, "Kim's");
  assert.equal((await read(ticket, "Vi")).draft, undefined);
  await product.restart();
  const answered = await as("Sam", "POST", `/v1/tickets/${ticket}/reply`, { text: "Dear Ada, I have it." });
  assert.equal(answered.draft, undefined, "what was sent is no draft any more");
  assert.equal((await read(ticket, "Kim")).draft.text, "Kim's", "nobody sends another's");
  await draft("Kim", ticket, "  ");
  assert.equal((await read(ticket, "Kim")).draft, undefined);
  await draft("Kim", ticket, "again");
  await as("Sam", "POST", `/v1/tickets/${ticket}/close`);
  assert.equal((await read(ticket, "Kim")).draft, undefined);
  assert.equal((await ask("Kim", "PUT", `/v1/tickets/${ticket}/draft`, { text: "late" })).status, 404);
});

test("a draft goes where its customer goes, is in the copy of what is held, and goes with them", async () => {
  const { shopper, ticket, conversation } = await waiting();
  await draft("Sam", ticket, "Hello zebra");
  const id = uniqueId("cus");
  await product.sendEvents(event("customer.updated", { id }), event("identity.linked", { visitor_id: shopper.session.visitor_id, customer_id: id }));
  assert.equal((await until("it has moved", async () => (await read(ticket)).draft)).text, "Hello zebra");
  const held = await product.operator("GET", `/v1/customers/${id}/export`);
  assert.ok(JSON.stringify(held).includes("Hello zebra"));
  await product.operator("DELETE", `/v1/customers/${id}`);
  assert.equal((await ask("Sam", "GET", `/v1/tickets/${ticket}`)).status, 404);
  // Nothing is left that could be replayed.
  product.turns = product.turns.filter((turn) => turn.conversation_id !== conversation);
});

test("what cannot be is refused with its place, and viewers neither look nor write", async () => {
  const { ticket } = await waiting();
  for (const [method, what, body, pointer] of [
    ["POST", "presence", { doing: "sleeping" }, "/doing"], ["POST", "presence", {}, "/doing"], ["POST", "presence", { doing: "left", who: "me" }, "/who"],
    ["PUT", "draft", { text: "x".repeat(4001) }, "/text"], ["PUT", "draft", {}, "/text"], ["PUT", "draft", { text: "x", to: "y" }, "/to"],
  ]) {
    const response = await ask("Sam", method, `/v1/tickets/${ticket}/${what}`, body);
    assert.deepEqual([response.status, (await response.json()).errors[0].pointer], [422, pointer], JSON.stringify(body).slice(0, 60));
  }
  assert.equal((await ask("Vi", "POST", `/v1/tickets/${ticket}/presence`, { doing: "reading" })).status, 403);
  assert.equal((await ask("Vi", "PUT", `/v1/tickets/${ticket}/draft`, { text: "x" })).status, 403);
  assert.equal((await product.request("POST", `/v1/tickets/${ticket}/presence`, { body: { doing: "reading" } })).status, 401);
  assert.equal((await ask("Sam", "POST", "/v1/tickets/c0-1-1-t/presence", { doing: "reading" })).status, 404);
  assert.equal((await ask("Sam", "GET", `/v1/tickets/${ticket}/draft`)).status, 405);
});

test("a list that has not changed is not sent again", async () => {
  const { ticket } = await waiting();
  await until("listed", async () => (await as("Sam", "GET", "/v1/tickets?state=open")).items.some(({ id }) => id === ticket));
  const door = await fetch(`${product.url}/console/sign-in`, { method: "POST", body: new URLSearchParams({ token: team.Sam.token }), redirect: "manual" });
  const cookie = door.headers.get("set-cookie").split(";")[0];
  const list = (etag = "") => fetch(`${product.url}/console/inbox?view=open`, { headers: { cookie, "if-none-match": etag } });
  const etagOf = async (response) => (await response.text()).match(/data-etag="&quot;(\w+)&quot;"/)[1];
  let etag = await etagOf(await list());
  const first = await list(`"${etag}"`);
  // Waits are told to the minute: one may just have passed.
  if (first.status === 200) etag = await etagOf(first);
  assert.equal((await list(`"${etag}"`)).status, 304);
  await as("Sam", "POST", `/v1/tickets/${ticket}/tags`, { add: ["new"] });
  await until("it is sent again", async () => (await list(`"${etag}"`)).status === 200);
});

test("a note speaks to whom it names, who finds the ticket until they do something with it, or it is closed", async () => {
  const [{ ticket }, other] = await Promise.all([waiting(), waiting()]);
  const mine = (name) => as(name, "GET", "/v1/tickets?mentions=me");
  const has = (name, id) => async () => (await mine(name)).items.some((item) => item.id === id);
  const noted = await as("Sam", "POST", `/v1/tickets/${ticket}/notes`, { text: "@KIM and @vi, and @nobody: write to ada@kim.example" });
  assert.deepEqual(noted.log.at(-1).mentions.map(({ name }) => name), ["Kim", "Vi"]);
  await as("Sam", "POST", `/v1/tickets/${other.ticket}/notes`, { text: "Kim knows; @Sam, remember" });
  for (const name of ["Kim", "Vi"]) await until(`${name} finds it`, has(name, ticket));
  assert.equal(await has("Sam", ticket)(), false);
  assert.equal(await has("Kim", other.ticket)(), false, "a name without an @ speaks to nobody");
  assert.equal(await has("Sam", other.ticket)(), false, "nobody speaks to themselves");
  await as("Sam", "POST", `/v1/tickets/${ticket}/snooze`, { preset: "next_monday" });
  await as("Kim", "POST", `/v1/tickets/${ticket}/notes`, { text: "seen" });
  await until("it has gone for Kim", async () => !(await has("Kim", ticket)()));
  assert.ok(await has("Vi", ticket)(), "and not for Vi, also while it is put aside");
  await as("Sam", "POST", `/v1/tickets/${ticket}/close`);
  await until("it has gone", async () => !(await has("Vi", ticket)()));
  assert.equal((await ask("Kim", "GET", "/v1/tickets?mentions=you")).status, 422);
});

test("every turn replays to the same outcome", () => product.assertReplays());
