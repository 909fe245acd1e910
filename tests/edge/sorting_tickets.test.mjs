// Tickets that are put aside, tagged and found again: they come back by themselves or when the customer writes,
// and nothing personal is looked for in an address.

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
  await product.release({ escalation: { answer_within_minutes: 1, time_zone: "Pacific/Auckland" } });
});
after(() => product?.stop());

const ask = (name, method, path, body, headers) => product.request(method, path, { token: team[name].token, body, headers });
async function as(name, method, path, body, headers) {
  const response = await ask(name, method, path, body, headers);
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
const act = (ticket, what, body, headers) => as("Sam", "POST", `/v1/tickets/${ticket}/${what}`, body, headers);
const list = async (query) => (await as("Sam", "GET", `/v1/tickets?${query}`)).items;
const listed = (query, ticket) => until(`listed with ${query}`, async () => (await list(query)).find((item) => item.id === ticket));

async function faultAt(ticket, what, body) {
  const response = await ask("Sam", "POST", `/v1/tickets/${ticket}/${what}`, body);
  return [response.status, (await response.json()).errors?.[0]?.pointer];
}

async function waiting(text = "I want to talk to a person") {
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say(text);
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  return { shopper, conversation: conversation_id, ticket: tickets[0].id };
}

const inSeconds = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();

test("what is put aside leaves the lists of those that wait, and comes back by itself", async () => {
  const { ticket } = await waiting();
  const aside = await act(ticket, "snooze", { until: inSeconds(4) });
  assert.equal(aside.status, "snoozed");
  assert.ok(Date.parse(aside.snoozed_until) % 1000 === 0);
  await listed("state=snoozed", ticket);
  assert.equal((await list("state=open")).some((item) => item.id === ticket), false);
  const back = await listed("state=open", ticket);
  assert.equal(back.back_since, aside.snoozed_until);
  const now = await as("Sam", "GET", `/v1/tickets/${ticket}`);
  assert.deepEqual([now.status, now.snoozed_until], ["open", undefined]);
  assert.deepEqual(now.log.map((entry) => entry.did), ["snoozed"]);
});

test("it comes back at once when the customer writes, and is not woken a second time", async () => {
  const { shopper, ticket } = await waiting();
  await act(ticket, "reply", { text: "I asked the warehouse." });
  await act(ticket, "snooze", { until: inSeconds(5) });
  await shopper.say("any news?");
  const back = await as("Sam", "GET", `/v1/tickets/${ticket}`);
  assert.deepEqual([back.status, back.back_since], ["open", undefined]);
  assert.ok(back.unanswered_since);
  await new Promise((resolve) => setTimeout(resolve, 6000));
  assert.deepEqual(await as("Sam", "GET", `/v1/tickets/${ticket}`), back);
});

test("by hand it is taken up again, once; a time that was put off holds", async () => {
  const { ticket } = await waiting();
  assert.equal((await ask("Sam", "POST", `/v1/tickets/${ticket}/wake`)).status, 409);
  await act(ticket, "snooze", { until: inSeconds(2) });
  const later = await act(ticket, "snooze", { preset: "next_monday" });
  const local = new Intl.DateTimeFormat("en", { timeZone: "Pacific/Auckland", weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  assert.equal(local.format(new Date(later.snoozed_until)).replace(",", ""), "Monday 09:00");
  await new Promise((resolve) => setTimeout(resolve, 3000));
  assert.equal((await as("Sam", "GET", `/v1/tickets/${ticket}`)).status, "snoozed");
  const woken = await act(ticket, "wake");
  assert.deepEqual([woken.status, woken.log.at(-1).did], ["open", "woke"]);
});

test("tags have one form and a bound; a second click does nothing more; what is closed can be sorted", async () => {
  const { ticket } = await waiting();
  const tagged = await act(ticket, "tags", { add: ["Late Parcel", "#VIP"], client_message_id: "t1" });
  assert.deepEqual(tagged.tags, ["late-parcel", "vip"]);
  const again = await act(ticket, "tags", { add: ["late parcel", "vip"], client_message_id: "t1" });
  assert.equal(again.log.length, tagged.log.length);
  assert.equal((await ask("Sam", "POST", `/v1/tickets/${ticket}/tags`, { add: ["x"], client_message_id: "t1" })).status, 409);
  const many = Array.from({ length: 12 }, (_, n) => `t${n}`);
  assert.deepEqual(await faultAt(ticket, "tags", { add: many }), [422, "/add"]);
  assert.deepEqual(await faultAt(ticket, "tags", { add: ["ada@example.com"] }), [422, "/add/0"]);
  assert.deepEqual(await faultAt(ticket, "tags", {}), [422, "/add"]);
  assert.deepEqual(await faultAt(ticket, "tags", { tags: ["x"] }), [422, "/tags"]);
  const etag = (await ask("Sam", "GET", `/v1/tickets/${ticket}`)).headers.get("etag");
  await act(ticket, "close");
  const stale = await ask("Kim", "POST", `/v1/tickets/${ticket}/tags`, { remove: ["vip"] }, { "if-match": etag });
  assert.equal(stale.status, 412);
  assert.deepEqual((await act(ticket, "tags", { remove: ["vip"] })).tags, ["late-parcel"]);
  assert.equal((await listed("state=closed&tag=late-parcel", ticket)).tags[0], "late-parcel");
  assert.deepEqual(await list("tag=late"), [], "a tag is a whole word");
});

test("tickets are found by what the index knows, and by nothing personal", async () => {
  const { ticket, conversation } = await waiting();
  await act(ticket, "tags", { add: ["größe falsch"] });
  await listed(`q=${encodeURIComponent("große")}`, ticket);
  for (const q of [ticket, conversation.slice(-10), "asked pers", "support asked"]) {
    assert.ok((await list(`q=${encodeURIComponent(q)}`)).some((item) => item.id === ticket), q);
  }
  for (const q of ["support nonsense", "' OR 1=1 --", "100%", "sked", "talk"]) {
    assert.deepEqual(await list(`q=${encodeURIComponent(q)}`), [], q);
  }
  for (const [query, pointer] of [["q=ada%40example.com", "/q"], ["q=%2B491761234567", "/q"], ["tag=a,b", "/tag"], ["overdue=soon", "/overdue"], ["state=late", "/state"]]) {
    const response = await ask("Sam", "GET", `/v1/tickets?${query}`);
    const problem = await response.json();
    assert.deepEqual([response.status, problem.errors[0].pointer], [422, pointer]);
    assert.equal(JSON.stringify(problem).includes("example.com"), false);
  }
  assert.equal((await list("overdue=true")).some((item) => item.id === ticket), false);
});

test("until when and who: what cannot be is refused with its place, and viewers change nothing", async () => {
  const { ticket } = await waiting();
  for (const [body, pointer] of [
    [{}, "/until"], [{ until: inSeconds(-5) }, "/until"], [{ until: inSeconds(400 * 86400) }, "/until"], [{ until: "soon" }, "/until"],
    [{ preset: "next_year" }, "/preset"], [{ preset: "next_monday", until: inSeconds(60) }, "/preset"], [{ day: "2027-01-01" }, "/day"],
  ]) {
    assert.deepEqual(await faultAt(ticket, "snooze", body), [422, pointer], JSON.stringify(body));
  }
  for (const [what, body] of [["snooze", { preset: "next_monday" }], ["wake"], ["tags", { add: ["x"] }]]) {
    assert.equal((await ask("Vi", "POST", `/v1/tickets/${ticket}/${what}`, body)).status, 403, what);
    assert.equal((await product.request("POST", `/v1/tickets/${ticket}/${what}`, { body })).status, 401, what);
    assert.equal((await ask("Sam", "GET", `/v1/tickets/${ticket}/${what}`)).status, 405, what);
  }
  assert.equal((await as("Sam", "GET", `/v1/tickets/${ticket}`)).log, undefined);
});

test("a ticket that is put aside comes back also when its customer has become known meanwhile", async () => {
  const { shopper, ticket, conversation } = await waiting();
  await act(ticket, "snooze", { until: inSeconds(6) });
  const id = uniqueId("cus");
  await product.sendEvents(event("customer.updated", { id }), event("identity.linked", { visitor_id: shopper.session.visitor_id, customer_id: id }));
  const back = await listed("state=open", ticket);
  assert.deepEqual([back.conversation_id, back.customer_id], [conversation, id]);
});

const bulk = (name, body) => ask(name, "POST", "/v1/tickets/bulk", body);

test("the same is done with several, and what cannot be done with one is told of that one", async () => {
  const held = await Promise.all([waiting(), waiting(), waiting(), waiting()]);
  const items = await Promise.all(held.map(({ ticket }) => listed("state=open", ticket)));
  const [quiet, acted, wrote, closed] = items;
  await as("Kim", "POST", `/v1/tickets/${acted.id}/notes`, { text: "mine" });
  await held[2].shopper.say("hello?");
  await act(closed.id, "close");
  const tickets = [...items.map(({ id, mark }) => ({ id, mark })), { id: "c0-1-1-t" }];
  const body = { tickets, close: { resolution: "voided" }, client_message_id: "b1" };
  const { items: results } = await (await bulk("Sam", body)).json();
  assert.deepEqual(results.map(({ id, status }) => [id, status]), [
    [quiet.id, 200], [acted.id, 412], [wrote.id, 412], [closed.id, 412], ["c0-1-1-t", 404],
  ]);
  assert.equal(results[1].code, "precondition_failed");
  const after = await Promise.all(items.map(({ id }) => as("Sam", "GET", `/v1/tickets/${id}`)));
  assert.deepEqual(after.map(({ status }) => status), ["closed", "open", "open", "closed"]);
  assert.deepEqual([after[0].resolution, after[3].resolution], ["voided", "solved"]);
  // The same request again is the same: nothing is done twice, and nothing is refused that was done.
  const again = (await (await bulk("Sam", body)).json()).items;
  assert.deepEqual(again.map(({ status }) => status), results.map(({ status }) => status));
  assert.equal((await as("Sam", "GET", `/v1/tickets/${quiet.id}`)).log.length, 1);
  // With what is marked now, and without a mark.
  const now = { tickets: [{ id: acted.id, mark: after[1].mark }, { id: wrote.id }], assign: { to: "me", priority: "high" } };
  const given = (await (await bulk("Sam", now)).json()).items;
  assert.deepEqual(given.map(({ status }) => status), [200, 200]);
  const asides = { tickets: given.map(({ id, mark }) => ({ id, mark })), snooze: { preset: "tomorrow_morning" } };
  assert.deepEqual((await (await bulk("Kim", asides)).json()).items.map(({ status }) => status), [200, 200]);
  for (const { id } of given) await listed(`state=snoozed&assignee=me`, id);
});

test("many at once have a bound, one thing to be done, and somebody who may", async () => {
  const { ticket } = await waiting();
  const one = [{ id: ticket }];
  for (const [body, pointer] of [
    [{ tickets: [], close: {} }, "/tickets"], [{ tickets: one }, ""], [{ tickets: one, close: {}, tags: { add: ["x"] } }, ""],
    [{ tickets: [...one, ...one], close: {} }, "/tickets/1/id"], [{ tickets: one, close: { resolution: "returned" } }, "/resolution"],
    [{ tickets: one, tags: { add: ["a@b"] } }, "/tags/add/0"], [{ tickets: one, reply: { text: "x" } }, "/reply"],
    [{ tickets: Array.from({ length: 51 }, (_, n) => ({ id: `t${n}` })), close: {} }, "/tickets"],
  ]) {
    const response = await bulk("Sam", body);
    assert.deepEqual([response.status, (await response.json()).errors[0].pointer], [422, pointer], JSON.stringify(body).slice(0, 100));
  }
  assert.equal((await bulk("Vi", { tickets: one, close: {} })).status, 403);
  assert.equal((await as("Sam", "GET", `/v1/tickets/${ticket}`)).status, "open");
});

test("every turn replays to the same outcome", () => product.assertReplays());
