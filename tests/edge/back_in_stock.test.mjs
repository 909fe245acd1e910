// What is sold out on the real runtime: waited for, told once when the shop's own record shows that it
// is back, whatever comes twice, late or dies meanwhile; and forgotten with the customer.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { event, startProduct, uniqueId, until, usd } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;
let mails;
let service;

before(async () => {
  shop = await startShop();
  mails = [];
  service = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      mails.push({ key: request.headers["idempotency-key"], ...JSON.parse(body) });
      response.writeHead(202).end();
    });
  });
  await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
  product = await startProduct({
    COMMERCE_URL: shop.url,
    COMMERCE_TOKEN: "t",
    EDGEWISE_DELIVERY_URL: `http://127.0.0.1:${service.address().port}/send`,
  });
  await product.release({ brand: { name: "Testhaus" } });
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
  service.closeAllConnections();
  service.close();
});

const text = (answer) => answer.messages[0].text;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A product with one variant that is sold out, under a name of its own.
function kettle(name) {
  const id = uniqueId("prd");
  const held = {
    id,
    title: `${name} Kettle`,
    url: `https://shop.example/products/${id}`,
    variants: [{ id: `${id}-1`, options: { color: "copper" }, price: usd("54.00"), available: false }],
  };
  shop.products.set(id, held);
  return held;
}

function customer(more = {}) {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, first_name: "Ada", email: `${id}@example.com`, ...more });
  return id;
}

const asEvent = (held, available, more = {}) =>
  event("product.updated", { ...held, variants: held.variants.map((it) => ({ ...it, available })) }, more);

function restock(held, price = "49.00") {
  held.variants[0].available = true;
  held.variants[0].price = usd(price);
}

const mailsTo = (id) => mails.filter((mail) => mail.to === `${id}@example.com`);
const looks = (held) => shop.requests.filter((it) => it.path === `/products/${held.id}`).length;

test("told once by email and once in the greeting, though the event comes late, twice and out of order", async () => {
  const held = kettle("Zorblex");
  const id = customer();
  const shopper = await product.shopper(id);
  assert.match(text(await shopper.say("tell me when the zorblex kettle is back in stock")), /sold out.*by email/s);
  // An old event says that it can be had. The shop knows better, and nobody is told.
  const before = looks(held);
  await product.sendEvents(asEvent(held, true, { time: "2026-01-01T00:00:00Z" }));
  await until("the shop is asked", () => looks(held) > before);
  await pause(500);
  assert.deepEqual(mailsTo(id), []);
  restock(held);
  const news = asEvent(held, true);
  await product.sendEvents(news, news);
  await until("it is told", () => mailsTo(id).length > 0);
  await product.sendEvents(news, asEvent(held, false, { time: "2026-01-02T00:00:00Z" }), asEvent(held, true));
  const [mail] = mailsTo(id);
  assert.equal(mail.channel, "email");
  assert.equal(mail.subject, "Zorblex Kettle is back in stock");
  assert.match(mail.text, /Testhaus.*Zorblex Kettle \(copper\).*\$49\.00.*https:\/\/shop\.example\/products\//s);
  const again = await product.shopper(id);
  assert.match(again.session.greeting.text, /Zorblex Kettle \(copper\) that you were waiting for came back in stock today/);
  assert.ok(again.session.suggestions.some((chip) => chip.includes("Zorblex Kettle")));
  assert.doesNotMatch((await product.shopper(id)).session.greeting.text, /Zorblex/, "news is told once");
  await pause(1500);
  assert.equal(mailsTo(id).length, 1);
});

test("what the runtime was killed over is told once it is back, once", async () => {
  const held = kettle("Wumkry");
  const id = customer();
  const shopper = await product.shopper(id);
  await shopper.say("notify me when the wumkry kettle is available again");
  // The shop is away when the news comes, and the runtime dies with the job in its hands.
  shop.misbehave = async (request, response, url) => {
    if (url.pathname !== `/products/${held.id}`) return false;
    response.writeHead(503).end();
    return true;
  };
  restock(held);
  await product.sendEvents(asEvent(held, true));
  await pause(300);
  await product.restart();
  shop.misbehave = null;
  await until("it is told", () => mailsTo(id).length > 0, 60_000);
  await pause(1500);
  assert.equal(new Set(mailsTo(id).map((mail) => mail.key)).size, 1);
});

test("what came back between looking and noting is not missed", async () => {
  const held = kettle("Quañu");
  const id = customer();
  // The event is there before anybody waits; the shop's record says the same a moment later.
  await product.sendEvents(asEvent(held, true));
  const shopper = await product.shopper(id);
  assert.match(text(await shopper.say("let me know when the quañu kettle is back in stock")), /sold out/);
  await pause(800);
  assert.deepEqual(mailsTo(id), [], "the shop did not say so");
  restock(held);
  await product.sendEvents(asEvent(held, true));
  await until("it is told", () => mailsTo(id).length === 1);
});

test("who stops, and who is erased, hears nothing", async () => {
  const held = kettle("Pötxan");
  const [stopped, erased] = [customer(), customer()];
  for (const id of [stopped, erased]) {
    const shopper = await product.shopper(id);
    assert.match(text(await shopper.say("tell me when the pötxan kettle is back in stock")), /by email/);
    if (id === stopped) assert.match(text(await shopper.say("stop telling me")), /won't tell you/);
  }
  const view = await product.operator("GET", `/v1/customers/${erased}`);
  assert.equal(Object.keys(view.profile.stock).length, 1);
  await product.request("DELETE", `/v1/customers/${erased}`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
  const before = looks(held);
  restock(held);
  await product.sendEvents(asEvent(held, true));
  await pause(1500);
  assert.equal(looks(held), before, "nobody waits, so nobody asks");
  assert.deepEqual([...mailsTo(stopped), ...mailsTo(erased)], []);
  product.turns = await stillThere(product.turns);
});

// Of turns those whose conversation was not erased.
async function stillThere(turns) {
  const there = [];
  for (const turn of turns) {
    const path = `/v1/conversations/${turn.conversation_id}`;
    const answer = await product.request("GET", path, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
    if (answer.status === 200) there.push(turn);
  }
  return there;
}
