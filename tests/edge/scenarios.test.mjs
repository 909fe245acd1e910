// Scenarios beside the playbook on the real runtime: kept strictly, played against draft and live in
// bounded slices, covered by the check report that a release is signed over.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { secrets, startProduct } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const owner = secrets.EDGEWISE_OPERATOR_TOKEN;

let product;
let shop;
const team = {};

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  for (const role of ["viewer", "editor"]) {
    team[role] = (await product.operator("POST", "/v1/team", { name: role, role })).token;
  }
});
after(async () => {
  assert.deepEqual(shop.requests ?? [], [], "the shop was never asked");
  await product.stop();
  await shop.stop();
});

async function call(method, path, { token = owner, body } = {}) {
  const response = await product.request(method, path, { token, body });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

const at = "/v1/playbook/scenarios";
const cancel = (more = {}) => ({
  name: "An order that has not been packed is cancelled after a yes",
  now: "2026-03-02T10:00:00Z",
  customer: "cus_1",
  orders: [{ number: "#1001", status: "pending" }],
  turns: [
    { say: "please cancel order 1001", expect: { commands: ["start cancel_order"], asks: ["confirm"] } },
    { say: "yes", expect: { actions: ["cancel_order done"], ticket: null, reply_has: ["#1001"] } },
  ],
  ...more,
});
const playbook = (cancel_order) => ({ brand: { name: "Fernhill" }, skills: { cancel_order } });

async function runAll(against) {
  for (let slices = 1; ; slices += 1) {
    const { status, body } = await call("POST", `/v1/playbook/scenario-runs/${against}`);
    assert.equal(status, 200, JSON.stringify(body));
    if (body.done) return { ...body, slices };
    assert.ok(slices < 50, "a run ends");
  }
}

test("a scenario is kept, read, listed and removed, each by whom it may", async () => {
  assert.equal((await call("PUT", `${at}/cancel`, { token: team.viewer, body: cancel() })).status, 403);
  const saved = await call("PUT", `${at}/cancel`, { token: team.editor, body: cancel() });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  const read = await call("GET", `${at}/cancel`, { token: team.viewer });
  assert.deepEqual(read.body.scenario.turns.map((turn) => turn.say), ["please cancel order 1001", "yes"]);
  const list = await call("GET", at, { token: team.viewer });
  assert.deepEqual([list.body.of, list.body.items[0].id, list.body.items[0].turns], [1, "cancel", 2]);
  assert.equal((await call("DELETE", `${at}/cancel`, { token: team.viewer })).status, 403);
  assert.equal((await call("DELETE", `${at}/cancel`, { token: team.editor })).status, 204);
  assert.equal((await call("DELETE", `${at}/cancel`, { token: team.editor })).status, 404);
  assert.equal((await call("GET", `${at}/cancel`)).status, 404);
  assert.equal((await call("PATCH", at)).status, 405);
  const log = (await call("GET", "/v1/audit")).body.items.map(({ entry }) => entry.action);
  assert.deepEqual(log.slice(-2), ["scenario_saved", "scenario_removed"]);
});

test("every fault of a scenario is named at its place, and nothing of it is kept", async () => {
  const broken = cancel({
    expekt: 1,
    orders: [{ status: "pending" }, { number: "#2", stauts: "pending" }, { number: "#3", status: "lost" }],
    articles: [{ body: "x" }],
    events: [{ type: "order.updated", data: { number: 7 } }],
    done_before: [{ action: "cancel_order", amount: { amount: "1.00", currency: "USD" }, days_ago: 1, when: 2 }],
  });
  broken.turns[0].expect.facs = [];
  broken.turns[1].minutes_later = -5;
  const refused = await call("PUT", `${at}/broken`, { body: broken });
  assert.equal(refused.status, 422);
  assert.deepEqual(refused.body.errors.map((fault) => fault.pointer).sort(), [
    "/articles/0/title",
    "/done_before/0/when",
    "/events/0/data/number",
    "/expekt",
    "/orders/0/number",
    "/orders/1/stauts",
    "/orders/2/status",
    "/turns/0/expect/facs",
    "/turns/1/minutes_later",
  ]);
  for (const [id, body, status] of [
    ["a%20b", cancel(), 400],
    ["Große", cancel(), 400],
    ["x".repeat(81), cancel(), 400],
    ["big", { ...cancel(), name: "x".repeat(200_000) }, 413],
    ["deep", `{"name":${"[".repeat(99)}`, 400],
    ["torn", "{", 400],
    ["long", { ...cancel(), turns: Array(51).fill({ say: "hello" }) }, 422],
    ["both", { ...cancel(), turns: [{ say: "hello", asks_person: true }] }, 422],
    ["nameless", { ...cancel(), name: " " }, 422],
  ]) {
    const answer = await call("PUT", `${at}/${id}`, { body });
    assert.equal(answer.status, status, `${id}: ${JSON.stringify(answer.body)}`);
  }
  assert.equal((await call("GET", at)).body.of, 0);
});

test("one scenario is played against draft and live, turn by turn", async () => {
  await product.release(playbook("autonomous"));
  await call("PUT", "/v1/playbook/draft", { body: playbook("off") });
  await call("PUT", `${at}/cancel`, { body: cancel() });
  const live = (await call("POST", `${at}/cancel/play?against=live`)).body;
  assert.equal(live.passed, true, JSON.stringify(live.result));
  assert.deepEqual(live.turns.map((turn) => turn.said), ["please cancel order 1001", "yes"]);
  assert.deepEqual(live.turns[1].came.actions, ["cancel_order done"]);
  assert.ok(live.turns[1].story.some((step) => step.includes("Action cancel order: done")));
  const draft = (await call("POST", `${at}/cancel/play`)).body;
  assert.equal(draft.passed, false);
  const told = draft.result.faults.map((fault) => `${fault.turn}: ${fault.told}`);
  assert.ok(told.includes("1: The questions should be “confirm”, and are none."), told.join("\n"));
  assert.ok(told.includes("2: The actions should be “cancel_order done”, and are none."), told.join("\n"));
  assert.equal((await call("POST", `${at}/cancel/play?against=other`)).status, 400);
  assert.equal((await call("POST", `${at}/none/play`)).status, 404);
});

test("a scenario that fails blocks the check and the release; what is signed covers them", async () => {
  const ask = ({ report, hash }) =>
    call("POST", "/v1/playbook/releases", { body: { content: report.content, report: hash } });
  const failing = (await call("POST", "/v1/playbook/draft/check")).body;
  assert.equal(failing.passed, false);
  assert.deepEqual([failing.report.scenarios.found.failed, failing.report.scenarios.of], [1, 1]);
  const refused = await ask(failing);
  assert.equal(refused.status, 422, JSON.stringify(refused.body));
  // Nor does it go live by another way.
  const live = (await call("GET", "/v1/playbook/releases")).body.live;
  const handed = await call("POST", "/v1/playbook/import?release=true", { body: playbook("off") });
  assert.deepEqual([handed.status, handed.body.errors.map((fault) => fault.pointer)], [422, ["/scenarios/cancel"]]);
  assert.equal((await call("GET", "/v1/playbook/releases")).body.live, live);
  await call("PUT", "/v1/playbook/draft", { body: playbook("supervised") });
  const waits = cancel();
  waits.turns[1].expect = { actions: [], facts: ["approval"] };
  await call("PUT", `${at}/cancel`, { body: waits });
  const passing = (await call("POST", "/v1/playbook/draft/check")).body;
  assert.equal(passing.passed, true, JSON.stringify(passing.report.scenarios));
  assert.ok(passing.coverage.skills.touched.cancel_order >= 1);
  await call("PUT", `${at}/other`, { body: cancel() });
  const stale = await ask(passing);
  assert.deepEqual([stale.status, stale.body.code], [409, "conflict"], "the scenarios have changed since");
  await call("DELETE", `${at}/other`);
  const released = await ask(passing);
  assert.equal(released.status, 201, JSON.stringify(released.body));
});

test("many are played in bounded slices, a run goes on where it was, and begins anew after a change", async () => {
  const greeting = (number) => ({ ...cancel(), name: `Greeting ${number}`, turns: Array(5).fill({ say: "hello" }) });
  for (let number = 0; number < 60; number += 1) {
    const id = `many-${String(number).padStart(3, "0")}`;
    assert.equal((await call("PUT", `${at}/${id}`, { body: greeting(number) })).status, 200);
  }
  const run = await runAll("live");
  assert.ok(run.slices > 1, "it takes more than one slice");
  assert.deepEqual([run.of, run.found.played, run.found.failed], [61, 61, 0]);
  assert.equal((await runAll("live")).slices, 1, "a run that is over stays over");
  assert.ok(run.coverage.told[0].startsWith("Of "), run.coverage.told[0]);
  assert.ok(run.coverage.wordings.untouched.length > 100);
  assert.ok(!run.coverage.wordings.untouched.includes("greeting"));
  const read = await call("GET", "/v1/playbook/scenario-runs/live", { token: team.viewer });
  assert.deepEqual([read.body.done, read.body.found.played], [true, 61]);
  await call("DELETE", `${at}/many-000`);
  const first = (await call("POST", "/v1/playbook/scenario-runs/live")).body;
  assert.deepEqual([first.of, first.done], [60, false]);
  assert.equal((await call("POST", "/v1/playbook/scenario-runs/yesterday")).status, 404);
  assert.equal((await call("POST", "/v1/playbook/scenario-runs/draft")).status, 404, "there is no draft");
});

test("a playbook and a scenario may be handed in as YAML; what JSON does not have is refused at its line", async () => {
  const yaml = async (method, path, text, type = "application/yaml") => {
    const response = await product.request(method, path, { token: owner, body: text, headers: { "content-type": type } });
    return { status: response.status, body: await response.json() };
  };
  const text = "# Ours\nbrand:\n  name: Fernhill & Sons\nskills:\n  cancel_order: supervised\nreleases:\n  signatures: 1\n";
  for (const type of ["application/yaml", "text/yaml; charset=utf-8", "application/x-yaml"]) {
    const saved = await yaml("PUT", "/v1/playbook/draft", text, type);
    assert.deepEqual([saved.status, saved.body.playbook.brand.name], [200, "Fernhill & Sons"], JSON.stringify(saved.body));
  }
  const imported = await yaml("POST", "/v1/playbook/import", text);
  assert.deepEqual([imported.status, imported.body.playbook.skills.cancel_order], [200, "supervised"], JSON.stringify(imported.body));
  const scenario = 'name: Hello\nnow: "2026-03-02T10:00:00Z"\nturns:\n  - say: hello\n    expect: { facts: [greeting] }\n';
  assert.equal((await yaml("PUT", `${at}/hello`, scenario)).status, 200);
  assert.equal((await call("POST", `${at}/hello/play`)).body.passed, true);
  for (const [body, status, told] of [
    ["brand:\n\tname: x\n", 400, "line 2, column"],
    ["brand: {name: x\n", 400, "line 2, column"],
    ["brand:\n  name: a\n  name: b\n", 400, "line 3, column 3: the key `name` stands twice"],
    ["a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", 400, "line 1, column 4: anchors"],
    [`brand: ${"[".repeat(100)}`, 400, "32 deep"],
    ["x".repeat(10 * 1024 * 1024), 413, "at most 262144 bytes"],
    ["brand:\n  motto: x\n", 422, "cannot be read"],
  ]) {
    const refused = await yaml("PUT", "/v1/playbook/draft", body);
    assert.equal(refused.status, status, JSON.stringify(refused.body).slice(0, 300));
    assert.ok(refused.body.detail.includes(told), refused.body.detail);
  }
  const strict = await yaml("PUT", "/v1/playbook/draft", "brand:\n  motto: x\nskils: {}\n");
  assert.deepEqual(strict.body.errors.map((fault) => fault.pointer), ["/brand/motto", "/skils"]);
});

test("a draft is chatted with as the customer of a scenario; nothing is kept", async () => {
  await call("PUT", "/v1/playbook/draft", { body: playbook("autonomous") });
  await call("PUT", `${at}/cancel`, { body: cancel() });
  const trying = (body, token = team.editor) => call("POST", "/v1/playbook/try", { token, body });
  const said = ["please cancel order 1001", "yes"];
  for (let again = 0; again < 2; again += 1) {
    const { status, body } = await trying({ scenario: "cancel", say: said });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.turns.map((turn) => turn.said), said);
    assert.deepEqual(body.turns[1].came.actions, ["cancel_order done"], "it begins from the beginning each time");
    assert.ok(body.turns[1].story.length > 3);
  }
  assert.equal((await trying({ scenario: "cancel", say: said, against: "live" })).status, 200);
  for (const [body, status, pointer] of [
    [{ scenario: "none", say: ["hello"] }, 404],
    [{ scenario: "cancel", say: [] }, 422, "/say"],
    [{ scenario: "cancel", say: Array(21).fill("hello") }, 422, "/say"],
    [{ scenario: "cancel", say: ["hello", " ", "x".repeat(4001)] }, 422, "/say/1"],
    [{ scenario: "cancel", say: ["hello"], against: "other" }, 422, "/against"],
    [{ say: ["hello"] }, 422, "/scenario"],
  ]) {
    const refused = await trying(body);
    assert.equal(refused.status, status, JSON.stringify(refused.body));
    if (pointer) assert.equal(refused.body.errors[0].pointer, pointer);
  }
  assert.equal((await trying({ scenario: "cancel", say: ["hello"] }, team.viewer)).status, 403);
});
