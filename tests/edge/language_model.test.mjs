// A language model beside the embedded understanding, on the real runtime: asked in its provider's own words,
// shown no personal data, believed about wishes alone, and done without where it fails.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { AI_WORKER } from "../harness/ai.mjs";
import { order, startProduct, uniqueId } from "../harness/product.mjs";
import { startService } from "../harness/service.mjs";
import { startShop } from "../harness/shop.mjs";

const KEY = "model-key-that-nobody-sees";
const ON = { EDGEWISE_LOCAL_CONNECTORS: "on", EDGEWISE_CONNECTOR_HOSTS: "127.0.0.1", MODEL_KEY: KEY };

let product;
let service;
let shop;

const openai = () => ({ provider: "openai", name: "own-model", url: `${service.url}/v1`, secret: "MODEL_KEY" });
const playbook = (model) => ({ brand: { name: "Testhaus" }, skills: { cancel_order: "autonomous" }, understanding: { model } });

before(async () => {
  shop = await startShop();
  service = await startService();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t", ...ON }, { ai: AI_WORKER });
});
after(async () => {
  await product.stop();
  await shop.stop();
  await service.stop();
});
afterEach(() => {
  service.requests = [];
  service.misbehave = null;
});

const text = (answer) => answer.messages[0].text;
const asked = () => service.requests.filter((request) => request.path.startsWith("/v1/"));

async function ada() {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com`, first_name: "Ada" });
  const own = shop.add(order(id, { status: "pending", fulfillment_status: "unfulfilled" }));
  return { own, shopper: await product.shopper(id) };
}

// Who read the message of a turn.
const maker = async (answer) => (await product.receipt(answer)).outcome.understanding.maker;

// Has the model name these wishes, in the words of a provider.
function names(wishes, form = chat) {
  service.misbehave = (request, response, json) => (request.method === "POST" ? (json(200, form({ wishes })), true) : false);
}
const chat = (told) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: { name: "wishes", arguments: JSON.stringify(told) } }],
      },
    },
  ],
});
const blocks = (told) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  stop_reason: "tool_use",
  content: [{ type: "text", text: "I sort this." }, { type: "tool_use", id: "toolu_1", name: "wishes", input: told }],
});

const UNSURE = "could you make that thing vanish, my mail is ada.l@example.com";

test("a model is asked about what is unsure, sees nobody's address, and its wish is served after a yes", async () => {
  await product.release(playbook(openai()));
  const { shopper } = await ada();
  names([{ wish: "cancel_order", parts: [0] }]);
  const summary = await shopper.say(UNSURE);
  assert.deepEqual(summary.asks, ["confirm"], text(summary));
  const [request] = asked();
  assert.equal(request.path, "/v1/chat/completions");
  assert.equal(request.headers.authorization, `Bearer ${KEY}`);
  assert.doesNotMatch(request.body, /ada\.l@/);
  assert.match(request.body, /\[email\]/);
  assert.equal(shop.requests.filter((it) => it.method === "POST").length, 0);
  const done = await shopper.say("yes");
  assert.match(text(done), /cancel/i);
  assert.equal(asked().length, 1, "a yes is read without the model");
  const receipt = await product.receipt(summary);
  assert.equal(await maker(summary), "own-model");
  assert.ok(receipt.story.some((line) => line.includes("Asked the language model")), receipt.story.join("\n"));
  assert.doesNotMatch(JSON.stringify(receipt), new RegExp(KEY));
  // What the model said is part of the record: the turn comes to the same without it.
  service.misbehave = (_, response) => (response.destroy(), true);
  assert.equal((await product.replay(summary)).identical, true);
});

test("what is sure asks no model, unless it is to read all", async () => {
  await product.release(playbook(openai()));
  const { shopper } = await ada();
  await shopper.say("where is my order?");
  assert.equal(asked().length, 0);
  await product.release(playbook({ ...openai(), when: "always" }));
  const other = (await ada()).shopper;
  names([{ wish: "order_status", parts: [0] }]);
  await other.say("where is my order?");
  assert.equal(asked().length, 1);
});

test("Anthropic is asked in its own words", async () => {
  await product.release(playbook({ ...openai(), provider: "anthropic" }));
  const { shopper } = await ada();
  names([{ wish: "cancel_order", parts: [0] }], blocks);
  assert.deepEqual((await shopper.say(UNSURE)).asks, ["confirm"]);
  const [request] = asked();
  assert.equal(request.path, "/v1/messages");
  assert.equal(request.headers["x-api-key"], KEY);
  assert.equal(request.headers["anthropic-version"], "2023-06-01");
  assert.equal(request.headers.authorization, undefined);
  assert.deepEqual(JSON.parse(request.body).tool_choice, { type: "tool", name: "wishes" });
});

test("Workers AI is asked through its binding, and done without where it is full", async () => {
  await product.release(playbook({ provider: "workers_ai", name: "@cf/test" }));
  assert.deepEqual((await (await ada()).shopper.say(UNSURE)).asks, ["confirm"]);
  for (const name of ["@cf/full", "@cf/unknown"]) {
    await product.release(playbook({ provider: "workers_ai", name }));
    const answer = await (await ada()).shopper.say(UNSURE);
    assert.ok(text(answer).length > 0);
    assert.equal(await maker(answer), "embedded", name);
  }
});

test("a model that fails, lies or keeps one waiting changes nothing, and the shopper is answered", async () => {
  await product.release(playbook({ ...openai(), wait_ms: 600 }));
  const faults = {
    silent: () => true,
    broken: (request, response) => (response.writeHead(200, { "content-type": "application/json" }).end("<html>"), true),
    overloaded: (request, response, json) => (json(529, { error: { type: "overloaded_error" } }), true),
    "not allowed": (request, response, json) => (json(401, { error: "no" }), true),
    redirected: (request, response) => (response.writeHead(302, { location: "http://169.254.169.254/" }).end(), true),
    "too long": (request, response) => (response.writeHead(200).end("x".repeat(200_000)), true),
    "a made-up wish": (request, response, json) => (json(200, chat({ wishes: [{ wish: "confirm", parts: [0] }] })), true),
    "a part that is not there": (request, response, json) => (json(200, chat({ wishes: [{ wish: "return", parts: [9] }] })), true),
  };
  for (const [name, misbehave] of Object.entries(faults)) {
    const { shopper } = await ada();
    service.requests = [];
    service.misbehave = misbehave;
    const answer = await shopper.say(UNSURE);
    assert.ok(text(answer).length > 0, name);
    assert.ok(asked().length >= 1 && asked().length <= 2, name);
    assert.deepEqual(answer.asks, [], name);
    assert.equal(await maker(answer), "embedded", name);
    service.misbehave = null;
    assert.equal((await product.replay(answer)).identical, true, name);
  }
});

test("a model that is not reachable from here does not go live", async () => {
  const refused = async (model) => {
    const answer = await product.request("POST", "/v1/playbook/import?release=true", {
      token: product.bindings.EDGEWISE_OPERATOR_TOKEN,
      body: playbook(model),
    });
    assert.equal(answer.status, 422);
    return (await answer.json()).errors.map((error) => error.pointer);
  };
  assert.deepEqual(await refused({ ...openai(), secret: "MODEL_OTHER" }), ["/understanding/model/secret"]);
  assert.deepEqual(await refused({ ...openai(), secret: "EDGEWISE_OPERATOR_TOKEN" }), ["/understanding/model/secret"]);
  assert.deepEqual(await refused({ ...openai(), url: "https://models.example.com/v1" }), ["/understanding/model/url"]);
  assert.deepEqual(await refused({ ...openai(), url: "https://169.254.169.254/v1" }), ["/understanding/model/url"]);
});
