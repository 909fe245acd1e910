// What came of all that customers brought is counted from what happened, once, and told by the day of the
// playbook's wall clock.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { clear, fill } from "../../tools/seed.mjs";
import { order, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

let product;
let shop;
before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "shop-token" });
  await product.operator("POST", "/v1/playbook/import?release=true", {
    brand: { time_zone: "Pacific/Auckland" },
    goals: { resolved_percent: 60 },
    skills: { cancel_order: "autonomous" },
  });
  await new Promise((resolve) => setTimeout(resolve, 1100));
});
after(async () => {
  await product.stop();
  await shop.stop();
});

// Somebody with one order.
async function customer() {
  const id = uniqueId("cus");
  shop.customers.set(id, { id, email: `${id}@example.com` });
  shop.add(order(id));
  return product.shopper(id);
}

const insights = (query = "") => product.operator("GET", `/v1/insights${query}`);
const outcomes = ({ issues }) => Object.fromEntries(Object.entries(issues).filter(([, count]) => count > 0));

// What is counted more once something has been done.
async function counted(expected, what) {
  const before = (await insights()).issues;
  const done = await what();
  await until(`it is counted as ${JSON.stringify(expected)}`, async () => {
    const now = (await insights()).issues;
    return Object.keys(now).every((name) => now[name] - before[name] === (expected[name] ?? 0));
  });
  return done;
}

test("with nothing brought, all is there and zero", async () => {
  const view = await insights();
  assert.equal(view.time_zone, "Pacific/Auckland");
  assert.equal(view.over_time.length, 30);
  assert.deepEqual(view.goals, { resolved_percent: 60 });
  assert.deepEqual([view.conversations, outcomes(view), view.skills, view.tickets], [0, {}, [], { opened: 0, answered: 0, reasons: [] }]);
});

test("what was told stays open until the customer says something, and thanks confirm it", async () => {
  const shopper = await customer();
  await counted({ open: 1 }, () => shopper.say("where is my order?"));
  await counted({ open: -1, confirmed: 1 }, () => shopper.say("thank you!"));
  const { skills } = await insights();
  assert.equal(skills.find(({ skill }) => skill === "order_status").issues.confirmed, 1);
});

test("a rating of five confirms, one of one does not help", async () => {
  for (const [score, name] of [[5, "confirmed"], [1, "unassisted"]]) {
    const shopper = await customer();
    const { conversation_id } = await counted({ open: 1 }, () => shopper.say("where is my order?"));
    await counted({ open: -1, [name]: 1 }, () =>
      product.json("POST", `/v1/conversations/${conversation_id}/feedback`, { token: shopper.token, body: { score } }));
  }
});

test("what is done and read back is verified; the question before it is open", async () => {
  const shopper = await customer();
  await counted({ open: 1 }, () => shopper.say("please cancel my order"));
  await counted({ open: -1, verified: 1 }, () => shopper.say("yes"));
  const { skills } = await insights();
  assert.equal(skills.find(({ skill }) => skill === "cancel_order").issues.verified, 1);
});

test("a person's issues end as the person says", async () => {
  for (const [resolution, name] of [["solved", "escalated"], ["voided", "voided"], ["abandoned", "abandoned"]]) {
    const before = await insights();
    const shopper = await product.shopper();
    const { conversation_id } = await counted({ escalated: 1 }, () => shopper.say("I want to talk to a person"));
    const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
    await product.operator("POST", `/v1/tickets/${tickets[0].id}/reply`, { text: "Hello." });
    const change = name === "escalated" ? {} : { escalated: -1, [name]: 1 };
    await counted(change, () => product.operator("POST", `/v1/tickets/${tickets[0].id}/close`, { resolution }));
    await until("the ticket is counted", async () => (await insights()).tickets.answered === before.tickets.answered + 1);
    const { tickets: now } = await insights();
    assert.equal(now.opened, before.tickets.opened + 1);
    assert.equal(now.reasons.find(({ reason }) => reason === "asked_for_person").count, now.opened);
    assert.ok(now.first_wait_median_ms >= 0 && now.first_wait_p90_ms >= now.first_wait_median_ms);
  }
});

test("assistant and people are rated apart, by who spoke last, after the end too, and the words stay with the conversation", async () => {
  const ratings = async () => (await insights()).ratings;
  const before = await ratings();
  const confirmed = async () => (await insights()).issues.confirmed;
  const confirmedBefore = await confirmed();
  const shopper = await customer();
  const { conversation_id } = await shopper.say("where is my order?");
  const rate = (score, comment) => product.json("POST", `/v1/conversations/${conversation_id}/feedback`, { token: shopper.token, body: { score, comment } });
  await rate(2);
  await rate(4, "quick, says Ada Löve");
  await shopper.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  const ticket = tickets.at(-1).id;
  await product.operator("POST", `/v1/tickets/${ticket}/reply`, { text: "Hello." });
  await shopper.say("thanks");
  await product.operator("POST", `/v1/tickets/${ticket}/close`);
  await rate(1, "<b>slow</b>");
  const more = (now, of, score) => now[of].by_score[score - 1] - before[of].by_score[score - 1];
  const now = await until("both are counted", async () => {
    const held = await ratings();
    return more(held, "people", 1) === 1 && more(held, "assistant", 4) === 1 && held;
  });
  assert.equal(more(now, "assistant", 2), 0, "the later one takes its place");
  assert.equal(await confirmed(), confirmedBefore + 1, "what is thought of a person takes nothing back of what was told");
  assert.equal(JSON.stringify(await insights()).includes("Ada"), false);
  const held = (await product.operator("GET", `/v1/conversations/${conversation_id}`)).ratings;
  assert.deepEqual(held.map(({ of, score, comment }) => [of, score, comment]), [["assistant", 4, "quick, says Ada Löve"], ["person", 1, "<b>slow</b>"]]);
  await product.operator("DELETE", `/v1/customers/${(await product.operator("GET", `/v1/conversations/${conversation_id}`)).customer_id}`);
  await until("whoever is erased has rated nothing", async () => JSON.stringify(await ratings()) === JSON.stringify(before));
});

test("what was not understood and then said in other words is one issue", async () => {
  const shopper = await customer();
  await counted({ unassisted: 1 }, () => shopper.say("asdf qwer zxcv"));
  await counted({ unassisted: -1, open: 1 }, () => shopper.say("where is my order?"));
});

test("whoever is erased is counted no more", async () => {
  const id = uniqueId("cus");
  await counted({ escalated: 1 }, async () => (await product.shopper(id)).say("I want to talk to a person"));
  await counted({ escalated: -1 }, () => product.operator("DELETE", `/v1/customers/${id}`));
});

test("a span is days on the playbook's wall clock, or instants, and what is none names the field", async () => {
  const view = await insights("?from=2026-04-04&to=2026-04-05");
  assert.deepEqual(view.over_time.map(({ from, to }) => [from, to]), [
    ["2026-04-03T11:00:00.000Z", "2026-04-04T11:00:00.000Z"],
    // Clocks go back that night.
    ["2026-04-04T11:00:00.000Z", "2026-04-05T12:00:00.000Z"],
  ]);
  const now = new Date();
  const hour = await insights(`?from=${new Date(now - 3_600_000).toISOString()}&to=${new Date(+now + 60_000).toISOString()}`);
  assert.ok(hour.conversations > 5);
  assert.equal(hour.conversations, hour.over_time.reduce((sum, part) => sum + part.conversations, 0));
  assert.equal((await insights("?from=2025-12-01&to=2026-06-01")).over_time.length, Math.ceil(183 / 7));
  for (const [query, pointer] of [["?from=x", "/from"], ["?to=2026-02-30", "/to"], ["?from=2026-03-02&to=2026-03-01", "/to"], ["?from=2020-01-01", "/from"]]) {
    const refused = await product.request("GET", `/v1/insights${query}`, { token: product.bindings.EDGEWISE_OPERATOR_TOKEN });
    assert.equal(refused.status, 422);
    assert.equal((await refused.json()).errors[0].pointer, pointer, query);
  }
  assert.equal((await product.request("GET", "/v1/insights")).status, 401);
});

// What each standing comes to: while somebody has spoken of it lately, and after.
const comesTo = {
  abandoned: ["abandoned", "abandoned"], asked: ["open", "abandoned"], confirmed: ["confirmed", "confirmed"], escalated: ["escalated", "escalated"],
  told: ["open", "presumed"], unassisted: ["unassisted", "unassisted"], verified: ["verified", "verified"], voided: ["voided", "voided"], waits: ["open", "open"],
};

// Holds insights of ninety days against a count of the rows, one after the other.
async function agree(index) {
  const day = (before) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
  const view = await insights(`?from=${day(89)}&to=${day(-1)}`);
  const { results } = await index.prepare("SELECT skill, began_at, heard_at, standing FROM issue").all();
  const silent = Date.now() - 86_400_000;
  const count = (of) => {
    const counts = Object.fromEntries(Object.keys(view.issues).map((name) => [name, 0]));
    for (const row of results.filter(of)) counts[comesTo[row.standing][row.heard_at > silent ? 0 : 1]] += 1;
    return counts;
  };
  const within = ({ from, to }) => ({ began_at }) => began_at >= Date.parse(from) && began_at < Date.parse(to);
  assert.deepEqual(view.issues, count(within(view)));
  for (const part of view.over_time) assert.deepEqual(part.issues, count(within(part)), part.from);
  const skills = new Set(results.filter(within(view)).map(({ skill }) => skill));
  assert.deepEqual(new Set(view.skills.map(({ skill }) => skill ?? "")), skills);
  for (const { skill, issues } of view.skills) assert.deepEqual(issues, count((row) => within(view)(row) && row.skill === (skill ?? "")), skill);
  return view.issues;
}

test("what is told of ninety days is what a count of all rows gives, also after a late change and an erasure", async () => {
  const index = await product.index();
  await fill(index, { conversations: 600, tickets: 60, days: 120 });
  try {
    const { open, presumed } = await agree(index);
    assert.ok(open > 0 && presumed > 50, "both what is silent and what is not is counted");
    // One that began weeks ago and is spoken of today is open again.
    const old = await index.prepare("SELECT conversation_id, place FROM issue WHERE standing = 'told' AND began_at BETWEEN ?1 AND ?2 LIMIT 1")
      .bind(Date.now() - 60 * 86_400_000, Date.now() - 30 * 86_400_000).first();
    await index.prepare("UPDATE issue SET heard_at = ?1 WHERE conversation_id = ?2 AND place = ?3").bind(Date.now(), old.conversation_id, old.place).run();
    assert.equal((await agree(index)).presumed, presumed - 1);
    const id = uniqueId("cus");
    shop.customers.set(id, { id, email: `${id}@example.com` });
    shop.add(order(id));
    const shopper = await product.shopper(id);
    await counted({ open: 1 }, () => shopper.say("where is my order?"));
    await counted({ open: -1, confirmed: 1 }, () => shopper.say("thank you!"));
    await agree(index);
    await counted({ confirmed: -1 }, () => product.operator("DELETE", `/v1/customers/${id}`));
    await agree(index);
  } finally {
    await clear(index);
  }
});
