// Answers from the shop's own pages on the real runtime: articles come in through the operators' API,
// are found at once and by those whom they are for, and what is missing becomes a list.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { putArticles, readArticles } from "../../tools/articles.mjs";
import { root } from "../../tools/steps.mjs";
import { event, order, secrets, startProduct, uniqueId } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
});

const text = (answer) => answer.messages[0].text;
const put = (article) => product.operator("PUT", `/v1/knowledge/articles/${article.id}`, article);
const remove = (id) => product.request("DELETE", `/v1/knowledge/articles/${id}`, { token: secrets.EDGEWISE_OPERATOR_TOKEN });
const refused = async (method, path, body, token = secrets.EDGEWISE_OPERATOR_TOKEN) => {
  const response = await product.request(method, path, { token, body });
  return { status: response.status, problem: await response.json() };
};
const until = async (check) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
};

const shipping = {
  id: "shipping",
  title: "Shipping",
  url: "https://shop.example/pages/shipping",
  body: "## How long does delivery take? {#times}\n\nStandard delivery takes 3 to 5 business days.\n\n" +
    "## What does delivery cost? {#cost}\n\nStandard delivery costs $4.95, and is free for orders over $75.\n\n" +
    "## Delivery for Gold members {#gold tier=Gold}\n\nStandard delivery is always free for Gold members.",
};

test("an article is found by the next question, changed by the next, and gone after it", async () => {
  assert.deepEqual(await put(shipping), { id: "shipping", passages: 3, changed: true });
  assert.deepEqual(await put(shipping), { id: "shipping", passages: 3, changed: false });
  const shopper = await product.shopper();
  const first = await shopper.say("how long does shipping take?");
  assert.match(text(first), /3 to 5 business days.*https:\/\/shop\.example\/pages\/shipping#times/s);
  await put({ ...shipping, body: shipping.body.replace("3 to 5", "2 to 4") });
  assert.match(text(await shopper.say("how long does delivery take?")), /2 to 4 business days/);
  const receipt = await product.receipt(first);
  assert.match(receipt.story.join("\n"), /Searched the shop's own pages.*passage shipping#0/s);
  assert.equal((await remove("shipping")).status, 204);
  assert.equal((await remove("shipping")).status, 404);
  assert.match(text(await shopper.say("how long does shipping take?")), /couldn't find an answer/);
});

test("a page of a host that the playbook names is found, however many others fit better", async () => {
  await product.release({ knowledge: { sources: ["shop.example"] } });
  const others = Array.from({ length: 12 }, (_, index) => `other-${index}`);
  for (const id of others) {
    await put({ id, title: "How long does delivery take?", url: `https://other.example/${id}`, body: "## How long does delivery take?\n\nDelivery takes nine weeks." });
  }
  await put(shipping);
  const answer = await (await product.shopper()).say("how long does delivery take?");
  assert.match(text(answer), /3 to 5 business days/);
  for (const id of [...others, "shipping"]) await remove(id);
  await product.release({});
});

test("who is in a tier gets what holds for it, from the moment that the shop tells it", async () => {
  await put(shipping);
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com` });
  shop.add(order(id, {}));
  const loyalty = (tier) => event("loyalty.updated", { customer: { id }, tier, points: 100 });
  await product.sendEvents(loyalty("Silver"));
  const shopper = await product.shopper(id);
  assert.match(text(await shopper.say("how much is shipping?")), /free for orders over \$75/);
  await product.sendEvents(loyalty("Gold"));
  assert.match(text(await shopper.say("so how much is shipping?")), /for members of Gold.*always free/s);
  assert.match(text(await (await product.shopper()).say("how much is shipping?")), /over \$75/);
});

test("what is asked and not answered is a list without names or numbers, and so is what contradicts itself", async () => {
  await put({ id: "promise", title: "Our promise", body: "You can return items within 14 days of delivery." });
  await put({ id: "returns", title: "Returns", body: "You can return items within 30 days of delivery." });
  await put({ id: "old", title: "Summer sale", body: "Summer sale: 20% off all lamps.", valid_until: "2020-09-01T00:00:00Z" });
  const shopper = await product.shopper();
  await shopper.say("My name is Zebulon Quark, order 555123: can I rent your showroom for a wedding?");
  const found = await until(async () => {
    const findings = await product.operator("GET", "/v1/knowledge/findings");
    return findings.gaps.some((gap) => /showroom|rent/.test(gap.question)) && findings;
  });
  assert.ok(found, "the question is not in the list");
  assert.doesNotMatch(JSON.stringify(found.gaps), /Zebulon|Quark|555123/);
  const [conflict] = found.conflicts;
  assert.deepEqual([...conflict.articles].sort(), ["promise", "returns"]);
  assert.deepEqual(found.out_of_date.map((article) => article.id), ["old"]);
  assert.equal((await remove("promise")).status, 204);
  assert.deepEqual((await product.operator("GET", "/v1/knowledge/findings")).conflicts, []);
});

test("what an erased customer asked is not in the list any more, and what others asked is", async () => {
  const asked = async () => {
    const { gaps } = await product.operator("GET", "/v1/knowledge/findings");
    return gaps.filter((gap) => /showroom|rent/.test(gap.question)).reduce((sum, gap) => sum + gap.count, 0);
  };
  const before = await asked();
  const id = uniqueId("cus");
  const answer = await (await product.shopper(id)).say("can I rent your showroom for a wedding?");
  assert.ok(await until(async () => (await asked()) === before + 1));
  const erased = await product.request("DELETE", `/v1/customers/${id}`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
  assert.equal(erased.status, 202);
  assert.deepEqual([before > 0, await asked()], [true, before]);
  product.turns = product.turns.filter((turn) => turn.conversation_id !== answer.conversation_id);
});

test("what cannot be taken is refused with a pointer for each fault, and nothing of it is kept", async () => {
  const bad = { id: "b c", title: " ", url: "javascript:alert(1)", body: "x", audience: { countries: ["usa"] } };
  const { status, problem } = await refused("POST", "/v1/knowledge", { articles: [{ ...shipping, id: "good" }, bad] });
  assert.equal(status, 422);
  assert.deepEqual(
    problem.errors.map((error) => error.pointer),
    ["/articles/1/id", "/articles/1/title", "/articles/1/url", "/articles/1/audience/countries/0"],
  );
  assert.equal((await refused("GET", "/v1/knowledge/articles/good")).status, 404);
  assert.equal((await refused("PUT", "/v1/knowledge/articles/other", shipping)).status, 422);
  assert.equal((await refused("POST", "/v1/knowledge", { articles: [] })).status, 422);
  assert.equal((await refused("POST", "/v1/knowledge", { articles: [shipping] }, "wrong")).status, 401);
  assert.equal((await refused("POST", "/v1/knowledge/search", { question: "" })).status, 422);
  assert.equal((await refused("PATCH", "/v1/knowledge")).status, 405);
});

test("the demo shop's pages are all taken, listed, searched, and there after a restart", async () => {
  const articles = readArticles(join(root, "functions", "demo", "articles"));
  await putArticles(product.url, secrets.EDGEWISE_OPERATOR_TOKEN, articles);
  const listed = (await product.operator("GET", "/v1/knowledge")).items;
  for (const { id } of articles) assert.ok(listed.some((item) => item.id === id), id);
  const hostile = "\" OR 1 NEAR( * ) AND body: \u0000 ' --";
  await product.operator("POST", "/v1/knowledge/search", { question: hostile });
  await product.restart();
  const { passages, full_text } = await product.operator("POST", "/v1/knowledge/search", { question: "do gift cards expire?" });
  assert.equal(passages[0].article, "gift-cards");
  assert.ok(full_text.includes("gift-cards"));
  const view = await product.operator("GET", "/v1/knowledge/articles/gift-cards");
  assert.equal(view.article.title, view.brief.title);
});
