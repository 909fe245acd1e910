// The merchant's own words, on the real runtime: said where they tell all that the product's would, and refused
// before they are live where they would tell less or more.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { secrets, startProduct, uniqueId } from "../harness/product.mjs";

const token = secrets.EDGEWISE_OPERATOR_TOKEN;
let product;

before(async () => {
  product = await startProduct();
});
after(async () => {
  await product.assertReplays();
  await product.stop();
});

const words = (en) => ({ wordings: { en } });
const list = (language) => product.operator("GET", `/v1/playbook/wordings?language=${language}`);

test("a reply is said in the merchant's words, told apart in its receipt, and replays", async () => {
  await product.release(words({ greeting: ["Ahoy{% if first_name %} {{ first_name }}{% endif %}!"], order_not_found: ["No {{ asked }} on board."] }));
  const shopper = await product.shopper(uniqueId("cus"));
  const hello = await shopper.say("hello");
  assert.match(hello.messages[0].text, /^Ahoy/);
  const lost = await shopper.say("where is order #987654?");
  assert.match(lost.messages[0].text, /^No #?987654 on board\./);
  const { outcome } = await product.receipt(lost);
  assert.ok(outcome.reply.templates.includes("order_not_found.own0"), JSON.stringify(outcome.reply.templates));
});

test("what there is to put otherwise is listed, with what it must tell and what is said now", async () => {
  const { items } = await list("en");
  const item = items.find(({ name }) => name === "order_not_found");
  assert.deepEqual([item.always, item.own], [["asked"], ["No {{ asked }} on board."]]);
  assert.ok(item.texts.length > 1 && items.length > 100);
  assert.ok((await list("es")).items.find(({ name }) => name === "order_not_found").own === undefined);
  const refused = await product.request("GET", "/v1/playbook/wordings?language=tlh", { token });
  assert.deepEqual([refused.status, (await refused.json()).errors[0].pointer], [422, "/language"]);
  assert.equal((await product.request("GET", "/v1/playbook/wordings")).status, 401);
});

test("words that tell less, more or nothing are all named at once, and what is live stays", async () => {
  const bad = words({
    order_not_found: ["I can't find it.", "{{ asked }} costs {{ total }}."],
    thanks: ["You have 5 left."],
    greeting: ["{% for x in range(9999999) %}{{ x }}{% endfor %}"],
    are_you_human: ["Yes, I am."],
  });
  const refused = await product.request("POST", "/v1/playbook/import?release=true", { token, body: bad });
  const { errors } = await refused.json();
  assert.equal(refused.status, 422);
  assert.deepEqual(errors.map(({ pointer }) => pointer).sort(), [
    "/wordings/en/are_you_human", "/wordings/en/greeting/0", "/wordings/en/order_not_found/0", "/wordings/en/order_not_found/1", "/wordings/en/thanks/0",
  ]);
  const shopper = await product.shopper(uniqueId("cus"));
  assert.match((await shopper.say("hello")).messages[0].text, /^Ahoy/);
});

test("a voice changes how things are said, and a closed chat is closed to who has not begun", async () => {
  const id = uniqueId("cus");
  const begun = await product.shopper(id);
  await begun.say("hello");
  const voice = { tone: "formal", words: { en: { "our team": "the crew" } }, emoji: "🌿" };
  await product.release({ brand: { voice }, channels: { web_chat: { open: false } } });
  const refused = await product.request("POST", "/v1/sessions", { body: {} });
  assert.deepEqual([refused.status, (await refused.json()).code], [403, "chat_closed"]);
  assert.equal((await begun.say("thanks")).messages.length, 1);
  assert.equal((await (await product.shopper(id)).say("thanks again")).messages.length, 1, "also in a session anew");
  await product.release({ brand: { voice } });
  const shopper = await product.shopper(uniqueId("cus"));
  assert.match((await shopper.say("hello")).messages[0].text, /🌿$/);
  assert.match((await shopper.say("I want to talk to a person")).messages[0].text, /the crew.*you will not need to repeat/s);
});
