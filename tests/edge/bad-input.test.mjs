// Bad input gets a problem document that names the fault and the field, and changes nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { event, secrets, startProduct, uniqueId } from "../harness/product.mjs";

let product;
let shopper;
before(async () => {
  product = await startProduct();
  shopper = await product.shopper();
});
after(() => product.stop());

const operator = secrets.EDGEWISE_OPERATOR_TOKEN;
const ingest = secrets.EDGEWISE_INGEST_KEY;

async function refused(method, path, options, status, code, pointer) {
  const response = await product.request(method, path, options);
  const problem = await response.json();
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.deepEqual(
    { status: response.status, code: problem.code, pointer: problem.errors?.[0]?.pointer },
    { status, code, pointer },
    `${method} ${path}: ${JSON.stringify(problem)}`,
  );
  assert.equal(problem.status, status);
  assert.match(problem.request_id, /^[0-9a-f]{16}$/);
  assert.equal(problem.request_id, response.headers.get("x-request-id"));
  assert.ok(problem.type && problem.title && problem.detail);
  return problem;
}

// Every route that takes a body, with a token that it accepts.
const bodies = () => [
  ["/v1/sessions", undefined],
  ["/v1/chat", shopper.token],
  ["/v1/events", ingest],
  [`/v1/conversations/${shopper.session.conversation_id}/feedback`, shopper.token],
  [`/v1/conversations/${shopper.session.conversation_id}/handoff`, shopper.token],
  ["/v1/playbook/import?release=true", operator],
  ["/demo/api/identity-token", undefined],
];

test("a body that cannot be read is refused on every route", async () => {
  for (const [path, token] of bodies()) {
    await refused("POST", path, { token, body: "{" }, 400, "malformed_json");
    await refused("POST", path, { token, body: new Uint8Array([0x22, 0xff, 0x22]) }, 400, "malformed_json");
    await refused("POST", path, { token, body: "[".repeat(100) }, 400, "too_deep");
    await refused("POST", path, { token, body: `"${"x".repeat(256 * 1024)}"` }, 413, "too_large");
    const wrong = await product.request("POST", path, { token, body: "7" });
    assert.equal(wrong.status, 422, path);
  }
});

test("a body without a length is still bounded", async () => {
  const response = await fetch(`${product.url}/v1/sessions`, {
    method: "POST",
    duplex: "half",
    body: new ReadableStream({
      start(controller) {
        for (let i = 0; i < 300; i += 1) controller.enqueue(new TextEncoder().encode(" ".repeat(1024)));
        controller.close();
      },
    }),
  });
  assert.equal(response.status, 413);
});

test("each field is named when it is missing or of the wrong kind", async () => {
  const token = shopper.token;
  const chat = (body, pointer) => refused("POST", "/v1/chat", { token, body }, 422, "invalid", pointer);
  await chat({}, "/text");
  await chat({ text: "hi" }, "/client_message_id");
  await chat({ text: 7, client_message_id: "1" }, "/text");
  await chat({ text: "  ", client_message_id: "1" }, "/text");
  await chat({ text: "x".repeat(4001), client_message_id: "1" }, "/text");
  await chat({ text: "hi", client_message_id: "" }, "/client_message_id");
  await chat({ text: "hi", client_message_id: "a\nb" }, "/client_message_id");
  const session = (body, pointer) => refused("POST", "/v1/sessions", { body }, 422, "invalid", pointer);
  await session({ visitor_id: 7 }, "/visitor_id");
  await session({ page: { url: [] } }, "/page/url");
  await session({ identity_token: {} }, "/identity_token");
  const path = `/v1/conversations/${shopper.session.conversation_id}/feedback`;
  await refused("POST", path, { token, body: { score: 6 } }, 422, "invalid", "/score");
  await refused("POST", path, { token, body: { score: "good" } }, 422, "invalid", "/score");
  await refused("POST", path, { token, body: {} }, 422, "invalid", "/score");
});

test("4000 characters of any script are taken", async () => {
  const answer = await shopper.say("ß".repeat(4000));
  assert.ok(answer.turn_id);
});

test("a single event that is wrong is refused with its place", async () => {
  const send = (body, pointer) => refused("POST", "/v1/events", { token: ingest, body }, 422, "invalid", pointer);
  const customer = uniqueId("cus");
  await send({ ...event("page.viewed", { customer: { id: customer } }), specversion: "0.3" }, "/specversion");
  await send({ ...event("page.viewed", { customer: { id: customer } }), id: undefined }, "/id");
  await send({ ...event("page.viewed", { customer: { id: customer } }), time: "yesterday" }, "/time");
  await send(event("order.updated", { id: "1", customer_id: customer, status: "gone", lines: [] }), "/data/status");
  await send(event("page.viewed", { customer: { email: "no address" } }), "/data/customer/email");
  const money = { amount: 12.5, currency: "USD" };
  await send(event("order.updated", { id: "1", customer_id: customer, status: "pending", lines: [], total: money }), "/data/total/amount");
  await refused("GET", `/v1/customers/${customer}`, { token: operator }, 404, "not_found");
});

test("a batch that is too long or no batch is refused whole", async () => {
  const headers = { "content-type": "application/cloudevents-batch+json" };
  const many = Array.from({ length: 501 }, () => 1);
  await refused("POST", "/v1/events", { token: ingest, headers, body: many }, 422, "invalid", "");
  await refused("POST", "/v1/events", { token: ingest, headers, body: {} }, 422, "invalid", "");
  const xml = { "content-type": "text/xml" };
  await refused("POST", "/v1/events", { token: ingest, headers: xml, body: "<a/>" }, 415, "unsupported_media_type");
});

test("a missing, wrong or misplaced token is refused on every route that needs one", async () => {
  const routes = [
    ["POST", "/v1/chat", shopper.token],
    ["GET", `/v1/conversations/${shopper.session.conversation_id}/messages`, shopper.token],
    ["POST", `/v1/conversations/${shopper.session.conversation_id}/feedback`, shopper.token],
    ["POST", `/v1/conversations/${shopper.session.conversation_id}/handoff`, shopper.token],
    ["POST", "/v1/events", ingest],
    ["GET", "/v1/customers/1", operator],
    ["GET", "/v1/customers?email=a@b.c", operator],
    ["DELETE", "/v1/customers/1", operator],
    ["GET", "/v1/conversations", operator],
    ["GET", "/v1/conversations/c1-1", operator],
    ["GET", "/v1/conversations/c1-1/turns/c1-1-1", operator],
    ["POST", "/v1/conversations/c1-1/turns/c1-1-1/replay", operator],
    ["GET", "/v1/tickets/c1-1-1-t", operator],
    ["GET", "/v1/playbook", operator],
    ["POST", "/v1/playbook/import?release=true", operator],
  ];
  for (const [method, path, right] of routes) {
    const others = [undefined, "", "nonsense", shopper.token, ingest, operator].filter((token) => token !== right);
    for (const token of others) {
      const response = await product.request(method, path, { token, body: method === "POST" ? "{}" : undefined });
      assert.equal(response.status, 401, `${method} ${path} with ${token}`);
      assert.equal((await response.json()).code, "unauthorized");
    }
  }
});

test("what is not there is 404, and what exists with another method is 405", async () => {
  for (const path of ["/v1", "/v1/nothing", "/v1/chat/x", "/hooks/unknown", "/v1/conversations/a/b", "/console/x/y/z"]) {
    const response = await product.request("GET", path, { token: operator });
    assert.equal(response.status, 404, path);
  }
  for (const [method, path] of [
    ["GET", "/v1/sessions"], ["DELETE", "/v1/chat"], ["GET", "/v1/events"], ["PUT", "/v1/playbook"],
    ["POST", "/healthz"], ["PUT", "/v1/customers/1"], ["POST", "/openapi.json"],
  ]) {
    await refused(method, path, { token: operator }, 405, "method_not_allowed");
  }
  for (const path of ["/v1/customers/nobody", "/v1/conversations/c1-1", "/v1/conversations/x/turns/y", "/v1/tickets/t"]) {
    await refused("GET", path, { token: operator }, 404, "not_found");
  }
  await refused("GET", "/v1/customers", { token: operator }, 400, "bad_request");
  await refused("GET", "/v1/conversations?cursor=x", { token: operator }, 400, "bad_request");
});

test("a playbook with faults is refused with all of them, and the live one stays", async () => {
  const before = await product.operator("GET", "/v1/playbook");
  const path = "/v1/playbook/import?release=true";
  await refused("POST", path, { token: operator, body: { brnad: {} } }, 422, "invalid", "/brnad");
  const faults = { brand: { name: "", time_zone: "Mars" }, shop: { wait_ms: 1 } };
  const problem = await refused("POST", path, { token: operator, body: faults }, 422, "invalid", "/brand/name");
  assert.equal(problem.errors.length, 3);
  assert.deepEqual(await product.operator("GET", "/v1/playbook"), before);
});

test("hostile text comes back as text", async () => {
  const hostile = "<img src=x onerror=alert(1)> {{ 7*7 }} ${7*7} '; DROP TABLE message; --";
  const said = await shopper.say(hostile);
  const { messages } = await shopper.messages(said.conversation_id);
  assert.ok(messages.some((message) => message.text === hostile));
});

test("no problem repeats what was sent", async () => {
  const secret = "ada.lovelace@example.com";
  for (const body of [`{"text":"${secret}"}`, `{"text":{"${secret}":1}}`, `"${secret}"`, `{"client_message_id":["${secret}"]}`]) {
    const response = await product.request("POST", "/v1/chat", { token: shopper.token, body });
    assert.doesNotMatch(await response.text(), /lovelace/);
  }
});
