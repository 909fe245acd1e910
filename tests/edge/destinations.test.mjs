// Tickets leave the house on the real runtime: each destination is told everything in its order, whatever
// fails meanwhile, nothing twice, and one that is down delays nothing else.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, before, test } from "node:test";

import { isSigned, startHelpdesk } from "../harness/helpdesk.mjs";
import { startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const KEY = `whsec_${randomBytes(32).toString("base64")}`;

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
    EDGEWISE_PUBLIC_URL: "https://help.shop.example",
    EDGEWISE_DELIVERY_URL: `${helpdesk.url}/email`,
    DESTINATION_OWN: KEY,
    DESTINATION_ZENDESK: "zendesk-key",
    DESTINATION_GORGIAS: "gorgias-key",
    DESTINATION_SLACK: `${helpdesk.url}/slack/T0/B0/hidden-part`,
  });
});
after(async () => {
  await product.stop();
  await helpdesk.stop();
  await shop.stop();
});
afterEach(() => {
  helpdesk.misbehave = null;
  helpdesk.requests = [];
});

const account = { address: "bot@shop.example" };
const all = () => ({
  own: { kind: "standard_webhooks", url: `${helpdesk.url}/hook`, secret: "DESTINATION_OWN" },
  zendesk: { kind: "zendesk", url: `${helpdesk.url}/zendesk`, secret: "DESTINATION_ZENDESK", ...account },
  gorgias: { kind: "gorgias", url: `${helpdesk.url}/gorgias`, secret: "DESTINATION_GORGIAS", ...account },
  slack: { kind: "slack", secret: "DESTINATION_SLACK" },
  team: { kind: "email", address: "team@shop.example" },
});
const only = (...names) => Object.fromEntries(names.map((name) => [name, all()[name]]));
const release = (destinations) => product.release({ brand: { name: "Testhaus" }, destinations });

// A shopper who has asked for a person.
async function waiting(customer, words = "I want to talk to a person") {
  const shopper = await product.shopper(customer);
  const answer = await shopper.say(words);
  assert.equal(answer.state, "with_human");
  const { tickets } = await product.operator("GET", `/v1/conversations/${answer.conversation_id}`);
  return { shopper, conversation: answer.conversation_id, ticket: tickets[0].id };
}

// Somebody whom the shop has told of, signed in.
async function ada() {
  const id = uniqueId("cus");
  const customer = { id, email: `${id}@example.com`, first_name: "Ada", last_name: "Löve", updated_at: new Date().toISOString() };
  shop.customers.set(id, customer);
  await product.sendEvents({
    specversion: "1.0", id: uniqueId("evt"), source: "test-shop", type: "customer.updated", time: new Date().toISOString(), data: customer,
  });
  return { id, email: customer.email };
}

const act = (ticket, what, body) => product.operator("POST", `/v1/tickets/${ticket}/${what}`, body);
const read = (ticket) => product.operator("GET", `/v1/tickets/${ticket}`);
const sendAgain = (ticket, destination) => product.operator("POST", `/v1/tickets/${ticket}/deliveries/${destination}/send-again`);
const stopped = async (ticket) => (await product.operator("GET", "/v1/deliveries")).items.filter((item) => item.ticket_id === ticket);
const about = (ticket) => helpdesk.to("/hook").filter(({ body }) => JSON.parse(body).data.ticket.id === ticket);
const typesTold = (ticket) => about(ticket).map(({ body }) => JSON.parse(body).type);
const told = (ticket, ...types) =>
  until(`it is told ${types.at(-1)}`, () => JSON.stringify(typesTold(ticket)) === JSON.stringify(types));
const finished = (ticket, destination) =>
  until(`${destination} has everything`, async () => (await read(ticket)).deliveries.find((it) => it.destination === destination)?.waiting === 0);

test("nothing leaves by default; then an endpoint is told everything in its order, signed", async () => {
  const before = await waiting();
  assert.deepEqual((await read(before.ticket)).deliveries ?? [], []);
  await release({ own: { ...all().own, queues: ["support"] }, other: { ...all().own, url: `${helpdesk.url}/hook-other`, reasons: ["vip"] } });
  const { id, email } = await ada();
  const { shopper, ticket, conversation } = await waiting(id);
  await told(ticket, "ticket.opened");
  await shopper.say("it is about my lamp");
  await act(ticket, "reply", { text: "Hello, this is the owner." });
  await shopper.say("thank you");
  await act(ticket, "notes", { text: "for the team alone" });
  await act(ticket, "close");
  const types = ["opened", "customer_wrote", "answered", "customer_wrote", "closed"].map((name) => `ticket.${name}`);
  await told(ticket, ...types);

  const webhooks = about(ticket);
  for (const webhook of webhooks) assert.ok(isSigned(webhook, KEY), "signed as published");
  assert.equal(new Set(webhooks.map(({ headers }) => headers["webhook-id"])).size, types.length);
  assert.equal(isSigned({ ...webhooks[0], body: `${webhooks[0].body} ` }, KEY), false);
  const [opened, wrote, answered, , closed] = webhooks.map(({ body }) => JSON.parse(body).data);
  assert.equal(opened.customer.email, email);
  assert.equal(opened.customer.name, "Ada Löve");
  assert.deepEqual(opened.messages.map(({ role }) => role), ["customer", "assistant"]);
  assert.equal(opened.ticket.reason, "asked_for_person");
  assert.equal(opened.url, `https://help.shop.example/console/conversations/${conversation}`);
  assert.equal(wrote.messages[0].text, "it is about my lamp");
  assert.deepEqual([answered.messages[0].text, answered.by.name], ["Hello, this is the owner.", opened.by?.name ?? answered.by.name]);
  assert.equal(closed.ticket.resolution, "solved");
  assert.equal(webhooks.some(({ body }) => body.includes("for the team alone")), false);
  assert.equal(helpdesk.to("/hook-other").length, 0, "only what a destination takes");
  await finished(ticket, "own");
  assert.equal(typesTold(before.ticket).length, 0, "what was opened before a destination was there stays here");
});

test("an endpoint that fails is asked again later, also after a restart, is listed, and hears all in its order", async () => {
  await release(only("own"));
  let failures = 3;
  helpdesk.misbehave = (asked, answer) => failures > 0 && (failures -= 1, answer(503, "away"), true);
  const { shopper, ticket } = await waiting();
  await until("it was tried", () => about(ticket).length === 1);
  await shopper.say("are you there?");
  const waits = await until("it is known to wait", async () => {
    const [own] = (await read(ticket)).deliveries;
    return own.fault && own;
  });
  assert.deepEqual([waits.fault, waits.stopped, waits.waiting], ["status_503", false, 2]);
  await product.restart();
  await until("it was tried again", () => about(ticket).length === 2);
  await until("that failed, too", () => failures === 1);
  assert.deepEqual(await stopped(ticket), []);
  // The third attempt comes after minutes; nobody has to wait for it. From then on it is listed.
  const path = `/v1/tickets/${ticket}/deliveries/own/send-again`;
  const token = product.bindings.EDGEWISE_OPERATOR_TOKEN;
  const again = (count) =>
    until("it was tried at once", async () => about(ticket).length > count || ((await product.request("POST", path, { token })), false));
  await again(2);
  const [late] = await until("it is listed", async () => (await stopped(ticket))[0] && stopped(ticket));
  assert.deepEqual([late.given_up, late.attempts, late.behind], [false, 3, 1]);
  await again(3);
  await finished(ticket, "own");
  await until("it is listed no more", async () => (await stopped(ticket)).length === 0);
  const [first, second, ...rest] = about(ticket);
  assert.ok(second.at - first.at >= 4_500, `${second.at - first.at} ms between two attempts`);
  const id = first.headers["webhook-id"];
  assert.deepEqual([second, rest[0]].map(({ headers, body }) => [headers["webhook-id"], body]), Array(2).fill([id, first.body]));
  assert.ok(rest.every((webhook) => isSigned(webhook, KEY)));
  assert.deepEqual(typesTold(ticket).slice(3), ["ticket.opened", "ticket.customer_wrote"]);
  assert.equal((await read(ticket)).deliveries[0].fault, undefined);
});

test("what the queue says twice or late is done once, and only failures count as attempts", async () => {
  await release(only("own"));
  let answerIt;
  const isAnswered = new Promise((resolve) => (answerIt = resolve));
  helpdesk.misbehave = async (asked, answer) => {
    if (about(ticket).length > 1) return false;
    await isAnswered;
    answer(503, "away");
    return true;
  };
  let ticket = "";
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("I want to talk to a person");
  ticket = (await product.operator("GET", `/v1/conversations/${conversation_id}`)).tickets[0].id;
  const job = { job: "dispatch", key: ticket.split("-")[0], destination: "own", id: `${ticket}-n0`, generation: 1 };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1_500));
  await until("it is asked", () => about(ticket).length === 1);
  await product.say(job, job, job);
  await pause();
  assert.equal(about(ticket).length, 1, "one attempt at a time");
  answerIt();
  const attempts = async () => (await read(ticket)).deliveries[0].attempts;
  await until("it failed", async () => (await attempts()) === 1);
  await product.say(job, job, job, job, job);
  await pause();
  assert.deepEqual([await attempts(), about(ticket).length], [1, 1], "an attempt of before is none");
  await finished(ticket, "own");
  assert.equal(about(ticket).length, 2);
  await product.say(job, { ...job, generation: 2 }, { ...job, generation: 3 });
  await pause();
  assert.equal(about(ticket).length, 2, "what has arrived is not sent again");
});

test("what can never be sent is left out by a person, who is noted, and what waits behind it goes on", async () => {
  await release(only("own", "zendesk"));
  const { shopper, ticket } = await waiting();
  for (const name of ["own", "zendesk"]) await finished(ticket, name);
  helpdesk.misbehave = (asked, answer) => asked.method !== "GET" && asked.body.includes("bad words") && (answer(422, { error: "RecordInvalid" }), true);
  const leaveOut = (destination) => product.request("POST", `/v1/tickets/${ticket}/deliveries/${destination}/leave-out`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
  await shopper.say("some bad words");
  await shopper.say("and good ones");
  const [held] = await until("it is listed", async () => (await stopped(ticket))[0] && stopped(ticket));
  assert.deepEqual([held.destination, held.fault, held.behind], ["zendesk", "status_422", 1]);
  assert.equal((await leaveOut("own")).status, 404, "only what was given up");
  assert.equal((await leaveOut("zendesk")).status, 200);
  await finished(ticket, "zendesk");
  const kept = [...helpdesk.zendesk.values()].find((one) => one.external_id === ticket);
  assert.deepEqual(kept.comments.map(({ body }) => /good ones|bad words/.exec(body)?.[0]), [undefined, "good ones"]);
  assert.match((await read(ticket)).log.at(-1).text, /could not be sent to zendesk: ticket\.customer_wrote\.$/);
  await until("it is not listed", async () => (await stopped(ticket)).length === 0);
  // Where even the ticket could not be opened, nothing follows.
  helpdesk.misbehave = (asked, answer) => asked.path.startsWith("/zendesk") && (answer(422, {}), true);
  const other = await waiting();
  await other.shopper.say("hello?");
  await until("it is listed", async () => (await stopped(other.ticket)).length === 1);
  await product.operator("POST", `/v1/tickets/${other.ticket}/deliveries/zendesk/leave-out`);
  const { deliveries } = await read(other.ticket);
  assert.deepEqual(deliveries.map((it) => it.destination), ["own"]);
});

test("a ticket that Zendesk has closed for good is followed by one more there, once, which takes what comes later", async () => {
  await release(only("zendesk"));
  const { shopper, ticket } = await waiting();
  await finished(ticket, "zendesk");
  const mine = () => [...helpdesk.zendesk.values()].filter((one) => one.external_id === ticket);
  mine()[0].status = "closed";
  loseFirstAnswers();
  await shopper.say("it broke again");
  // The answer to the comment that it refuses is lost, and then the one to the ticket that it takes.
  for (const attempts of [1, 2]) {
    await until("an attempt has failed", async () => (await read(ticket)).deliveries[0].attempts === attempts);
    await sendAgain(ticket, "zendesk");
  }
  await finished(ticket, "zendesk");
  helpdesk.misbehave = null;
  await shopper.say("are you there?");
  await finished(ticket, "zendesk");
  const [old, next, ...more] = mine();
  assert.equal(more.length, 0);
  assert.deepEqual([old.comments.length, next.asked.via_followup_source_id, next.status], [1, old.id, "open"]);
  assert.deepEqual(next.comments.map(({ body }) => /again|there\?/.exec(body)[0]), ["again", "there?"]);
  assert.equal((await read(ticket)).deliveries[0].remote_id, String(next.id));
});

test("an email to a customer that is given up is listed, sent again, or left out", async () => {
  await release({});
  const { id, email } = await ada();
  const { ticket, conversation } = await waiting(id);
  helpdesk.misbehave = (asked, answer) => asked.path === "/email" && (answer(500, "down"), true);
  await act(ticket, "reply", { text: "We have found your lamp." });
  const token = product.bindings.EDGEWISE_OPERATOR_TOKEN;
  const then = (what, as = token) => product.request("POST", `/v1/conversations/${conversation}/emails/${ticket}-m0/${what}`, { token: as });
  const tries = () => helpdesk.to("/email").filter(({ body }) => body.includes("found your lamp"));
  await until("it was tried", () => tries().length === 1);
  const attempts = async () => (await stopped(ticket))[0]?.attempts;
  for (let count = 1; count < 10; count += 1) {
    await until(`attempt ${count + 1}`, async () => {
      assert.equal((await then("send-again")).status, 204);
      return tries().length > count;
    });
  }
  const held = await until("it is given up", async () => (await stopped(ticket)).find((item) => item.given_up));
  assert.deepEqual([held.what, held.email_id, held.destination, held.conversation_id, held.fault], ["email.answer", `${ticket}-m0`, undefined, conversation, "status_500"]);
  assert.equal(JSON.stringify(held).includes("lamp") || JSON.stringify(held).includes(email), false);
  await product.restart();
  assert.equal(await attempts(), 10);
  const viewer = await product.operator("POST", "/v1/team", { name: "Vi", role: "viewer" });
  assert.equal((await then("send-again", viewer.token)).status, 403);
  helpdesk.misbehave = null;
  assert.equal((await then("send-again")).status, 204);
  await until("it has arrived", () => [...helpdesk.mails.values()].some((mail) => mail.to === email));
  await until("it is listed no more", async () => (await stopped(ticket)).length === 0);
  assert.equal((await then("leave-out")).status, 404);
  assert.equal(new Set(tries().map(({ headers }) => headers["idempotency-key"])).size, 1);
});

test("what is given up is listed, what follows waits behind it, and it is sent again in its order", async () => {
  await release({ ...only("own"), second: { ...all().own, url: `${helpdesk.url}/hook-two` } });
  helpdesk.misbehave = (asked, answer) => asked.path === "/hook" && (answer(410, "gone"), true);
  const { shopper, ticket } = await waiting();
  const [held] = await until("it is listed", async () => (await stopped(ticket))[0] && stopped(ticket));
  assert.deepEqual([held.destination, held.what, held.fault, held.attempts, held.given_up], ["own", "ticket.opened", "status_410", 1, true]);
  await shopper.say("my name is Grace Hopper");
  await until("the other one hears it", () => helpdesk.to("/hook-two").length === 2);
  assert.equal(helpdesk.to("/hook").filter(({ path }) => path === "/hook").length, 1, "nothing overtakes it");
  const [own, second] = (await read(ticket)).deliveries;
  assert.deepEqual([own.stopped, own.waiting, second.waiting], [true, 2, 0]);
  const list = JSON.stringify(await stopped(ticket));
  assert.equal(list.includes("Grace"), false, "no words of a customer in the index");

  helpdesk.misbehave = null;
  helpdesk.requests = [];
  const viewer = await product.operator("POST", "/v1/team", { name: "Vi", role: "viewer" });
  const path = `/v1/tickets/${ticket}/deliveries/own/send-again`;
  assert.equal((await product.request("POST", path, { token: viewer.token })).status, 403);
  await sendAgain(ticket, "own");
  await told(ticket, "ticket.opened", "ticket.customer_wrote");
  await until("the list is empty", async () => (await stopped(ticket)).length === 0);
  assert.equal((await product.request("POST", path, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN })).status, 404);
});

// Everything is done there, and the first answer to each request that changes something is lost.
function loseFirstAnswers() {
  const lost = new Set();
  helpdesk.misbehave = (asked, answer, serve, response) => {
    if (asked.method === "GET" || lost.has(asked.body)) return false;
    lost.add(asked.body);
    serve();
    response.destroy();
    return true;
  };
}

test("a ticket and what follows are in Zendesk once, whatever answers were lost", async () => {
  await release(only("zendesk"));
  loseFirstAnswers();
  const { id, email } = await ada();
  const { shopper, ticket } = await waiting(id);
  const arrive = async (count) => {
    await until("an attempt has failed", async () => (await read(ticket)).deliveries[0].fault);
    await sendAgain(ticket, "zendesk");
    await until(`${count} are there`, async () => (await read(ticket)).deliveries[0].waiting === 0);
  };
  await arrive(1);
  const [kept] = [...helpdesk.zendesk.values()].filter((one) => one.external_id === ticket);
  assert.equal(kept.asked.requester.email, email);
  assert.equal((await read(ticket)).deliveries[0].remote_id, String(kept.id));
  await shopper.say("hello?");
  await arrive(2);
  assert.equal(kept.comments.at(-1).author_id, 20_978_392);
  await act(ticket, "close");
  await arrive(3);
  assert.equal([...helpdesk.zendesk.values()].filter((one) => one.external_id === ticket).length, 1);
  assert.deepEqual(kept.comments.map((comment) => comment.public), [false, false, false]);
  assert.deepEqual([kept.status, kept.comments.length], ["solved", 3]);
  assert.match(kept.comments[1].body, /^hello\?/);
});

test("a ticket and what follows are in Gorgias once, whatever answers were lost", async () => {
  await release(only("gorgias"));
  loseFirstAnswers();
  const { shopper, ticket } = await waiting();
  const arrive = async () => {
    await until("an attempt has failed", async () => (await read(ticket)).deliveries[0].fault);
    await sendAgain(ticket, "gorgias");
    await finished(ticket, "gorgias");
  };
  await arrive();
  await shopper.say("hello?");
  await arrive();
  const held = [...helpdesk.gorgias.values()].filter((one) => one.external_id === ticket);
  assert.equal(held.length, 1);
  assert.equal(held[0].customer.email, "bot@shop.example", "nobody is made the customer by what they only say");
  assert.deepEqual(held[0].messages.map((message) => message.channel), ["api", "internal-note", "api"]);
  await act(ticket, "close");
  await finished(ticket, "gorgias").catch(() => arrive());
  assert.equal(held[0].status, "closed");
});

test("a channel of Slack and the team's mailbox are told; a destination that hangs delays nothing", async () => {
  await release({ ...all(), slow: { ...all().own, url: `${helpdesk.url}/hook-slow` } });
  let release_it;
  const isReleased = new Promise((resolve) => (release_it = resolve));
  helpdesk.misbehave = async (asked) => asked.path === "/hook-slow" && (await isReleased, false);
  const begun = Date.now();
  const { shopper, ticket } = await waiting();
  await shopper.say("<!channel> & everybody");
  await act(ticket, "close");
  for (const name of ["own", "zendesk", "gorgias", "slack", "team"]) await finished(ticket, name);
  const took = Date.now() - begun;
  assert.ok(took < 11_000, `${took} ms while one hangs for 12000`);
  release_it();
  const messages = helpdesk.to("/slack").map(({ body }) => JSON.parse(body));
  assert.equal(messages.length, 3);
  assert.equal(JSON.stringify(messages).includes("<!channel>"), false, "a customer calls no channel");
  assert.ok(JSON.stringify(messages[1]).includes("&lt;!channel&gt; &amp; everybody"));
  const mails = [...helpdesk.mails.values()].filter((mail) => mail.to === "team@shop.example");
  assert.equal(mails.length, 3);
  assert.match(mails[1].subject, /^New message: /);
  await finished(ticket, "slow");
});

test("a redirection is not followed, and a playbook that names what is not allowed does not go live", async () => {
  await release(only("own"));
  helpdesk.misbehave = (asked, answer) => asked.path === "/hook" && (answer(307, "", { location: `${helpdesk.url}/hook-elsewhere` }), true);
  const { ticket } = await waiting();
  const [own] = await until("it failed", async () => {
    const { deliveries } = await read(ticket);
    return deliveries[0].fault && deliveries;
  });
  assert.equal(own.fault, "status_307");
  assert.equal(helpdesk.to("/hook-elsewhere").length, 0);
  const refused = async (destination) => {
    const response = await product.request("POST", "/v1/playbook/import?release=true", {
      token: product.bindings.EDGEWISE_OPERATOR_TOKEN,
      body: { destinations: { it: destination } },
    });
    const { errors } = await response.json();
    assert.equal(response.status, 422);
    return errors.map((error) => error.pointer);
  };
  const own_ = all().own;
  assert.deepEqual(await refused({ ...own_, url: "https://hooks.other.example/x" }), ["/destinations/it/url"]);
  assert.deepEqual(await refused({ ...own_, secret: "DESTINATION_MISSING" }), ["/destinations/it/secret"]);
  assert.deepEqual(await refused({ ...own_, secret: "EDGEWISE_OPERATOR_TOKEN" }), ["/destinations/it/secret"]);
  assert.deepEqual(await refused({ ...own_, url: "https://169.254.169.254/latest" }), ["/destinations/it/url"]);
});

test("no secret is to be read, and an erased customer's ticket is told to nobody any more", async () => {
  await release(only("own", "slack"));
  helpdesk.misbehave = (asked, answer) => asked.path === "/hook" && (answer(410, "gone"), true);
  const { id } = await ada();
  const { ticket, conversation } = await waiting(id);
  await until("it is listed", async () => (await stopped(ticket)).length === 1);
  const pages = [await read(ticket), await product.operator("GET", `/v1/conversations/${conversation}`), await product.operator("GET", "/v1/deliveries")];
  for (const secret of [KEY, "zendesk-key", "hidden-part"]) assert.equal(JSON.stringify(pages).includes(secret), false);
  const response = await product.request("DELETE", `/v1/customers/${id}`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
  assert.ok(response.ok, String(response.status));
  await until("it is not listed", async () => (await stopped(ticket)).length === 0);
  helpdesk.misbehave = null;
  helpdesk.requests = [];
  const again = await product.request("POST", `/v1/tickets/${ticket}/deliveries/own/send-again`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
  assert.equal(again.status, 404);
  assert.equal(about(ticket).length, 0);
});
