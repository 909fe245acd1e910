// From a draft to what is live on the real runtime: who may do what, what is signed, what serves
// whom, and a log that cannot be changed unseen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { firstBreak, readLog } from "../../tools/audit.mjs";
import { event, order, secrets, startProduct, uniqueId } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const owner = secrets.EDGEWISE_OPERATOR_TOKEN;

let product;
let shop;
const team = {};

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  for (const [name, role] of [["vi", "viewer"], ["ag", "agent"], ["ed", "editor"], ["ann", "approver"], ["bo", "approver"]]) {
    team[name] = (await product.operator("POST", "/v1/team", { name, role })).token;
  }
});
after(async () => {
  await product.assertReplays();
  await product.stop();
  await shop.stop();
});

async function call(method, path, { token = owner, body, headers } = {}) {
  const response = await product.request(method, path, { token, body, headers });
  const text = await response.text();
  return { status: response.status, etag: response.headers.get("etag"), body: text ? JSON.parse(text) : undefined };
}

const playbook = (more = {}) => ({ brand: { name: "Fernhill" }, ...more });
const save = (token, body, etag) => call("PUT", "/v1/playbook/draft", { token, body, headers: etag ? { "if-match": etag } : {} });
const check = async (token) => (await call("POST", "/v1/playbook/draft/check", { token })).body;
const approve = (token, release) =>
  call("POST", `/v1/playbook/releases/${release.version}/approve`, { token, body: { content: release.content, report: release.report } });

async function ask(token, more = {}) {
  const { report, hash } = await check(token);
  return call("POST", "/v1/playbook/releases", { token, body: { content: report.content, report: hash, ...more } });
}

async function draft(token, body, more) {
  const saved = await save(token, body);
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  return ask(token, more);
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 1100));

test("each role may do what it may, and nothing more", async () => {
  const rows = [
    ["GET", "/v1/playbook", "vi", 200],
    ["GET", "/v1/conversations", "vi", 200],
    ["GET", "/v1/customers?email=nobody@example.com", "vi", 403],
    ["GET", "/v1/customers?email=nobody@example.com", "ag", 404],
    ["PUT", "/v1/playbook/draft", "ag", 403],
    ["POST", "/v1/playbook/releases/1/approve", "ed", 403],
    ["POST", "/v1/playbook/releases/1/rollback", "ed", 403],
    ["POST", "/v1/playbook/import?release=true", "ann", 403],
    ["POST", "/v1/team", "ann", 403],
    ["DELETE", "/v1/customers/cus_1", "ann", 403],
    ["GET", "/v1/audit", "vi", 200],
  ];
  for (const [method, path, name, status] of rows) {
    const body = method === "POST" || method === "PUT" ? {} : undefined;
    const answer = await call(method, path, { token: team[name], body });
    assert.equal(answer.status, status, `${name} ${method} ${path}: ${JSON.stringify(answer.body)}`);
  }
  for (const token of ["ewt_", `ewt_${"0".repeat(64)}`, team.vi.slice(0, -1), `${team.vi}0`, "x"]) {
    assert.equal((await call("GET", "/v1/playbook", { token })).status, 401);
  }
});

test("a token is shown once, kept as a hash, ends when it is taken away, and when its time is over", async () => {
  const soon = new Date(Date.now() + 1500).toISOString();
  const added = (await call("POST", "/v1/team", { body: { name: "Zoë  <b>", role: "viewer", expires_at: soon } })).body;
  const list = JSON.stringify((await call("GET", "/v1/team")).body);
  assert.ok(list.includes("Zoë") && !list.includes(added.token));
  assert.equal((await call("GET", "/v1/team", { token: added.token })).body.you.role, "viewer");
  await new Promise((resolve) => setTimeout(resolve, 1600));
  assert.equal((await call("GET", "/v1/team", { token: added.token })).status, 401);
  const other = (await call("POST", "/v1/team", { body: { name: "Kim", role: "editor" } })).body;
  assert.equal((await call("DELETE", `/v1/team/${other.id}`)).status, 204);
  assert.equal((await call("GET", "/v1/team", { token: other.token })).status, 401);
  assert.equal((await call("DELETE", `/v1/team/${other.id}`)).status, 404);
  for (const [body, pointer] of [
    [{ name: " ", role: "viewer" }, "/name"],
    [{ name: "A", role: "king" }, "/role"],
    [{ name: "A", role: "viewer", expires_at: "2020-01-01T00:00:00Z" }, "/expires_at"],
  ]) {
    const refused = await call("POST", "/v1/team", { body });
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, pointer]);
  }
});

test("a draft is checked, signed and live, and the difference is told in words", async () => {
  const saved = await save(team.ed, playbook({ skills: { cancel_order: "supervised" } }));
  assert.equal(saved.status, 200);
  assert.ok(saved.body.changes.some((change) => change.told === "skills, cancel order: supervised instead of off"), JSON.stringify(saved.body.changes));
  const asked = await ask(team.ed, { note: "People approve cancellations" });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  assert.equal(asked.body.signatures_missing, 1);
  assert.equal((await call("GET", "/v1/playbook/draft")).status, 404, "what was asked for is no draft any more");
  const before = (await call("GET", "/v1/playbook")).body;
  assert.notEqual(before.playbook.brand.name, "Fernhill");
  const signed = await approve(team.ann, asked.body.release);
  assert.equal(signed.status, 200, JSON.stringify(signed.body));
  assert.equal(signed.body.standing.live, asked.body.release.version);
  assert.equal((await call("GET", "/v1/playbook")).body.playbook.brand.name, "Fernhill");
  const { changes } = (await call("GET", `/v1/playbook/releases/${asked.body.release.version}/changes?since=0`)).body;
  assert.ok(changes.some((change) => change.pointer === "/brand/name"));
  assert.equal((await approve(team.bo, asked.body.release)).status, 409, "it waits no more");
});

test("two editors at once: nobody overwrites what they have not read", async () => {
  const first = await save(team.ed, playbook({ escalation: { queue: "one" } }));
  assert.equal((await save(team.ann, playbook({ escalation: { queue: "two" } }))).status, 412);
  assert.equal((await save(team.ann, playbook({ escalation: { queue: "two" } }), '"999"')).status, 412);
  assert.equal((await save(team.ann, playbook(), "nonsense")).status, 412);
  const second = await save(team.ann, playbook({ escalation: { queue: "two" } }), first.etag);
  assert.equal(second.status, 200);
  assert.equal((await save(team.ed, playbook({ escalation: { queue: "one" } }), first.etag)).status, 412);
  assert.equal((await call("GET", "/v1/playbook/draft")).body.playbook.escalation.queue, "two");
  assert.equal(second.body.authors.length, 2);
  const dropped = await call("DELETE", "/v1/playbook/draft", { token: team.ed, headers: { "if-match": second.etag } });
  assert.equal(dropped.status, 204);
  const third = await save(team.ed, playbook({ escalation: { queue: "three" } }));
  assert.ok(Number(third.etag.replaceAll('"', "")) > Number(second.etag.replaceAll('"', "")), "an ETag never comes again");
  await call("DELETE", "/v1/playbook/draft", { token: team.ed });
});

test("nothing stale, foreign or faulty goes live", async () => {
  await save(team.ed, playbook({ brand: { name: "A" } }));
  const old = await check(team.ed);
  const latest = await save(team.ed, playbook({ brand: { name: "B" } }));
  const stale = await call("POST", "/v1/playbook/releases", { token: team.ed, body: { content: old.report.content, report: old.hash } });
  assert.equal(stale.status, 409);
  const foreign = await call("POST", "/v1/playbook/releases", { token: team.ed, body: { content: latest.body.content, report: old.hash } });
  assert.equal(foreign.status, 409);
  const invented = await call("POST", "/v1/playbook/releases", { token: team.ed, body: { content: latest.body.content, report: "0".repeat(64) } });
  assert.equal(invented.status, 404);
  await save(team.ed, playbook({ brand: { name: "", time_zone: "Mars/Olympus" } }));
  const found = await check(team.ed);
  assert.equal(found.passed, false);
  assert.deepEqual(found.report.faults.map((fault) => fault.pointer).sort(), ["/brand/name", "/brand/time_zone"]);
  const faulty = await call("POST", "/v1/playbook/releases", { token: team.ann, body: { content: found.report.content, report: found.hash } });
  assert.equal(faulty.status, 422);
  const asked = await draft(team.ed, playbook({ brand: { name: "C" } }));
  const other = await call("POST", `/v1/playbook/releases/${asked.body.release.version}/approve`, {
    token: team.ann,
    body: { content: latest.body.content, report: asked.body.release.report },
  });
  assert.equal(other.status, 409);
  await product.release(playbook({ brand: { name: "Meanwhile" } }));
  const late = await approve(team.ann, asked.body.release);
  assert.equal(late.status, 409, "what was live when it was asked for is not live any more");
  const withdrawn = await call("POST", `/v1/playbook/releases/${asked.body.release.version}/withdraw`, { token: team.ed });
  assert.equal(withdrawn.body.release.state, "withdrawn");
  assert.equal((await call("GET", "/v1/playbook/draft")).body.playbook.brand.name, "C", "it is the draft again");
  await call("DELETE", "/v1/playbook/draft", { token: team.ed });
  assert.equal((await call("GET", "/v1/playbook")).body.playbook.brand.name, "Meanwhile");
});

test("where two are demanded, two people sign, and who only approves did not write it", async () => {
  await product.release(playbook({ releases: { signatures: 2 } }));
  const weaker = await draft(team.ann, playbook({ brand: { name: "One is enough" } }));
  assert.equal(weaker.body.signatures_missing, 1, "what is live counts, not what the draft would say");
  assert.equal((await approve(team.ann, weaker.body.release)).status, 409);
  assert.equal((await approve(team.bo, weaker.body.release)).status, 200);
  await product.release(playbook({ releases: { signatures: 2 } }));
  const first = await save(team.bo, playbook({ brand: { name: "Both" } }));
  await save(team.ann, playbook({ brand: { name: "Both of us" } }), first.etag);
  const own = await ask(team.ann);
  const refused = await approve(team.bo, own.body.release);
  assert.equal(refused.status, 403);
  assert.equal((await approve(owner, own.body.release)).status, 200);
  await product.release(playbook());
});

test("a trial serves its share, each customer the same, and is widened or ended", async () => {
  const asked = await draft(team.ann, playbook({ brand: { name: "Trial" } }), { percent: 50 });
  assert.equal(asked.body.standing.trial.percent, 50, JSON.stringify(asked.body));
  const version = asked.body.release.version;
  await settled();
  const seen = [];
  for (let count = 0; count < 24; count += 1) {
    const shopper = await product.shopper();
    const { conversation_id } = await shopper.say("hello");
    const again = await shopper.say("thanks", undefined, conversation_id);
    const versions = [];
    for (const answer of [conversation_id, again.conversation_id]) {
      versions.push((await product.operator("GET", `/v1/conversations/${answer}`)).playbook_version);
    }
    assert.equal(versions[0], versions[1]);
    seen.push({ shopper, conversation_id, version: versions[0] });
  }
  const taken = seen.filter((one) => one.version === version);
  assert.ok(taken.length > 2 && taken.length < 22, `${taken.length} of 24`);
  assert.equal((await draft(team.ann, playbook({ brand: { name: "Another" } }))).status, 409, "one trial at a time");
  await call("DELETE", "/v1/playbook/draft", { token: team.ann });
  const ended = await call("POST", `/v1/playbook/releases/${version}/share`, { token: team.ann, body: { percent: 0 } });
  assert.equal(ended.body.standing.trial, undefined);
  await settled();
  const { shopper, conversation_id } = taken[0];
  await shopper.say("hello again", undefined, conversation_id);
  const after = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  assert.equal(after.playbook_version, ended.body.standing.live, "no conversation stays on a trial that was ended");
});

test("a conversation stays on its version, a rollback takes it along, and both are kept", async () => {
  await product.release(playbook({ brand: { name: "First" } }));
  const first = (await call("GET", "/v1/playbook")).body.version;
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("hello");
  await product.release(playbook({ brand: { name: "Second" } }));
  await shopper.say("hello?", undefined, conversation_id);
  const version = async () => (await product.operator("GET", `/v1/conversations/${conversation_id}`)).playbook_version;
  assert.equal(await version(), first);
  const back = await call("POST", `/v1/playbook/releases/${first}/rollback`, { token: team.ann });
  assert.equal(back.status, 200, JSON.stringify(back.body));
  assert.equal((await call("GET", "/v1/playbook")).body.playbook.brand.name, "First");
  await settled();
  await shopper.say("still there?", undefined, conversation_id);
  assert.equal(await version(), back.body.standing.live);
  assert.equal((await call("POST", "/v1/playbook/releases/9999/rollback", { token: team.ann })).status, 404);
});

test("hostile and broken playbooks are refused, and what is live stays", async () => {
  const before = (await call("GET", "/v1/playbook")).body;
  const rows = [
    ["{", 400],
    ["", 400],
    ["[]", 422],
    ['"playbook"', 422],
    ['{"guardrails":[]}', 422],
    [`{"brand":{"name":"${"x".repeat(10 * 1024 * 1024)}"}}`, 413],
    ["[".repeat(5000), 400],
    ["brand: {name: Fernhill", 400],
  ];
  for (const [body, status] of rows) {
    for (const [method, path] of [["PUT", "/v1/playbook/draft"], ["POST", "/v1/playbook/import?release=true"]]) {
      const answer = await call(method, path, { body });
      assert.equal(answer.status, status, `${method} ${body.slice(0, 40)}: ${JSON.stringify(answer.body)}`);
    }
  }
  const many = await call("PUT", "/v1/playbook/draft", {
    body: { brand: { name: 7, motto: "x" }, skils: {}, guardrails: { windows: [{ actions: ["return"], days: 3 }, { actions: ["fly"], days: 3 }] } },
  });
  assert.deepEqual(
    many.body.errors.map((fault) => fault.pointer).sort(),
    ["/brand/motto", "/brand/name", "/guardrails/windows/1/actions/0", "/skils"],
  );
  const bomb = await save(owner, playbook({ guardrails: { rules: [{ name: "bomb", when: `${"(".repeat(200)}amount > 1${")".repeat(200)}`, then: "deny", reason: "x" }] } }));
  if (bomb.status === 200) assert.equal((await check(owner)).passed, false);
  else assert.equal(bomb.status, 422);
  await call("DELETE", "/v1/playbook/draft");
  assert.deepEqual((await call("GET", "/v1/playbook")).body, before);
});

test("the log says who did what, holds no token and no document, and shows every change to it", async () => {
  const lines = await readLog(product.url, owner);
  assert.equal(firstBreak(lines), undefined);
  assert.deepEqual(lines.map((line) => line.entry.sequence), lines.map((_, index) => index + 1));
  const actions = new Set(lines.map((line) => line.entry.action));
  for (const action of ["draft_saved", "draft_dropped", "release_asked", "release_signed", "release_withdrawn", "released", "rolled_back", "imported", "member_added", "member_removed"]) {
    assert.ok(actions.has(action), action);
  }
  const text = JSON.stringify(lines);
  for (const token of [owner, ...Object.values(team)]) assert.ok(!text.includes(token));
  const touched = structuredClone(lines);
  touched[4].entry.by = "somebody";
  assert.equal(firstBreak(touched), 5);
  const shortened = structuredClone(lines);
  shortened.splice(7, 1);
  assert.equal(firstBreak(shortened), 8);
});

test("a restart loses nothing of it", async () => {
  const asked = await draft(team.ed, playbook({ brand: { name: "After the restart" } }));
  const before = { list: (await call("GET", "/v1/playbook/releases")).body, log: await readLog(product.url, owner) };
  await product.restart();
  assert.deepEqual((await call("GET", "/v1/playbook/releases")).body, before.list);
  assert.deepEqual(await readLog(product.url, owner), before.log);
  assert.equal((await approve(team.ann, asked.body.release)).status, 200);
});
