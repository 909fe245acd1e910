// The console's Playbook pages in a real browser: each role sees and does what it may, one writes and
// another approves, a scenario that fails is told in words, and a draft is chatted with.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { secrets, startProduct } from "../harness/product.mjs";

const hostile = `</title></textarea><script>window.hacked=1</script>"onfocus="window.hacked=1"autofocus='`;
const at = "/console/playbook";
const playbook = (more = {}) => ({ brand: { name: "Fernhill" }, releases: { signatures: 2 }, ...more });
const scenario = {
  name: "An order that has not been packed is cancelled after a yes",
  now: "2026-03-02T10:00:00Z",
  customer: "cus_1",
  orders: [{ number: "#1001", status: "pending" }],
  turns: [
    { say: "please cancel order 1001", expect: { asks: ["confirm"] } },
    { say: "yes", expect: { actions: ["cancel_order done"] } },
  ],
};

let product;
let browser;
const team = {};

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  for (const [name, role] of [["Vi", "viewer"], ["Ag", "agent"], ["Ed", "editor"], ["Ann", "approver"]]) {
    team[role] = await product.operator("POST", "/v1/team", { name, role });
  }
  await product.release(playbook());
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const as = (role, path = "", size = "desktop") =>
  openConsole(browser, product, role === "owner" ? secrets.EDGEWISE_OPERATOR_TOKEN : team[role].token, `${at}${path}`, size);

const put = (path, body, token) => product.json("PUT", path, { token: token ?? secrets.EDGEWISE_OPERATOR_TOKEN, body });
const heading = (page, name) => page.getByRole("heading", { name, exact: true }).waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

for (const size of Object.keys(sizes)) {
  test(`with nothing to decide, every page says what it is for (${size})`, async () => {
    const { context, page, faults } = await as("editor", "", size);
    for (const path of ["", "/scenarios", "/try", "/log"]) {
      await page.goto(`${product.url}${at}${path}`);
      await seen(page, `playbook-empty${path.replace("/", "-")}-${size}`);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("an editor asks, and another person approves exactly that", async () => {
  await put("/v1/playbook/scenarios/cancel", scenario);
  await put("/v1/playbook/draft", playbook({ skills: { cancel_order: "off" } }), team.editor.token);
  const first = (await product.operator("GET", "/v1/playbook")).playbook.skills.cancel_order;
  const editor = await as("editor");
  await press(editor.page, "Check the draft");
  await heading(editor.page, "Check of the draft");
  await editor.page.getByText("It cannot go live yet.").waitFor();
  await editor.page.getByText(scenario.name).click();
  await editor.page.getByText("The actions should be “cancel_order done”, and are none.").waitFor();
  await seen(editor.page, "playbook-failing-desktop");
  assert.equal(await editor.page.getByRole("button", { name: "Ask for the release" }).count(), 0);

  await put("/v1/playbook/draft", playbook({ skills: { cancel_order: "autonomous" } }), team.editor.token);
  await editor.page.goto(`${product.url}${at}`);
  await editor.page.getByText(/skills, cancel order: autonomous instead of/).waitFor();
  await press(editor.page, "Check the draft");
  await editor.page.getByText("The check found nothing in its way.").waitFor();
  await editor.page.getByLabel("Why").fill(`Customers ask for it ${hostile}`);
  await seen(editor.page, "playbook-checked-desktop");
  await press(editor.page, "Ask for the release");
  await editor.page.getByText("Waits to be signed").waitFor();
  assert.equal(await editor.page.getByRole("button", { name: "Approve exactly this" }).count(), 0, "an editor does not approve");
  const address = editor.page.url();

  const approver = await as("approver");
  await approver.page.goto(address);
  await approver.page.getByText("2 more missing").waitFor();
  await seen(approver.page, "playbook-waiting-desktop");
  await press(approver.page, "Approve exactly this");
  await approver.page.getByText("1 more missing").waitFor();
  const owner = await as("owner");
  await owner.page.goto(address);
  await press(owner.page, "Approve exactly this");
  await owner.page.getByText("Live", { exact: true }).nth(0).waitFor();
  const live = await product.operator("GET", "/v1/playbook");
  assert.equal(live.playbook.skills.cancel_order, "autonomous");

  await owner.page.goto(`${product.url}${at}/releases/1`);
  await press(owner.page, "Go back to this version");
  await heading(owner.page, "Version 3");
  assert.equal((await product.operator("GET", "/v1/playbook")).playbook.skills.cancel_order, first);
  await owner.page.goto(`${product.url}${at}/log`);
  await owner.page.getByText("rolled back: version 3").waitFor();
  await owner.page.getByText("release asked: version 2").waitFor();
  for (const { page, faults, context } of [editor, approver, owner]) {
    assert.deepEqual(faults, []);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    await context.close();
  }
});

test("a trial is widened and ended, and what waits is taken back", async () => {
  const widened = await as("approver");
  const ask = async (brand) => {
    await put("/v1/playbook/draft", { ...playbook(), brand: { name: brand } }, team.editor.token);
    const { report, hash } = await product.json("POST", "/v1/playbook/draft/check", { token: team.editor.token });
    return { content: report.content, report: hash, percent: 20 };
  };
  await product.operator("DELETE", "/v1/playbook/scenarios/cancel");
  const asked = await product.json("POST", "/v1/playbook/releases", { token: team.editor.token, body: await ask("Fernhill & Sons") });
  const address = `${product.url}${at}/releases/${asked.release.version}`;
  const owner = await as("owner");
  for (const { page } of [widened, owner]) {
    await page.goto(address);
    await press(page, "Approve exactly this");
  }
  await owner.page.getByText("On trial", { exact: true }).waitFor();
  const share = owner.page.getByRole("spinbutton");
  await share.fill("50");
  await press(owner.page, "Change the share");
  await owner.page.waitForLoadState();
  assert.equal((await product.operator("GET", "/v1/playbook/releases")).standing.trial.percent, 50);
  await owner.page.getByRole("spinbutton").fill("0");
  await press(owner.page, "Change the share");
  await owner.page.getByText("Was live", { exact: true }).waitFor();
  const waiting = await product.json("POST", "/v1/playbook/releases", { token: team.editor.token, body: await ask("Other") });
  const editor = await as("editor", `/releases/${waiting.release.version}`);
  await press(editor.page, "Take it back");
  await editor.page.getByText("Taken back", { exact: true }).waitFor();
  for (const { context } of [widened, owner, editor]) await context.close();
});

test("a viewer reads and is offered no decision; what their role does not allow is refused in words", async () => {
  const { context, page } = await as("viewer");
  assert.equal(await page.locator("main button").count(), 0);
  await page.goto(`${product.url}${at}/try`);
  await page.getByText("This takes the role `editor`; you have `viewer`.").waitFor();
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const cookie = (await context.cookies(`${product.url}/console`)).map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const [path, status] of [
    ["/playbook/check", 403],
    ["/playbook/ask", 403],
    ["/playbook/releases/1/approve", 403],
    ["/playbook/releases/1/rollback", 403],
    ["/playbook/releases/1/share", 403],
    ["/playbook/releases/1/withdraw", 403],
    ["/playbook/scenarios/play", 403],
    ["/playbook/try", 403],
    ["/knowledge/new", 403],
    ["/knowledge/gaps", 403],
    ["/conversations/c1-1/approvals/a1", 403],
  ]) {
    const answer = await product.request("POST", `/console${path}`, { body: "x=1", headers: { ...form, cookie } });
    assert.equal(answer.status, status, path);
    const without = await product.request("POST", `/console${path}`, { body: "x=1", headers: form });
    assert.equal(without.status, 401, path);
    const foreign = await product.request("POST", `/console${path}`, { body: "x=1", headers: { ...form, cookie, "sec-fetch-site": "cross-site" } });
    assert.equal(foreign.status, 403, path);
  }
  const torn = await product.request("GET", "/console/playbook", { headers: { cookie: `${cookie.slice(0, -3)}abc` } });
  assert.equal(torn.status, 401, "a cookie that was changed is none");
  await product.operator("DELETE", `/v1/team/${team.viewer.id}`);
  await page.goto(`${product.url}${at}`);
  await heading(page, "Sign in to Edgewise");
  await context.close();
});

for (const size of Object.keys(sizes)) {
  test(`scenarios are played, and a draft is chatted with by keyboard alone (${size})`, async () => {
    await put("/v1/playbook/scenarios/cancel", { ...scenario, name: `Cancelling ${hostile}` });
    await put("/v1/playbook/draft", playbook({ skills: { cancel_order: "autonomous" } }), team.editor.token);
    const { context, page, faults } = await as("editor", "/scenarios", size);
    await press(page, "Play against the draft");
    await page.getByText("1 of 1 played, 0 failed.").first().waitFor();
    await seen(page, `playbook-scenarios-${size}`);
    await page.getByRole("link", { name: "Chat as this customer" }).click();
    await page.getByLabel("Message").focus();
    await page.keyboard.type("please cancel order 1001");
    await page.keyboard.press("Enter");
    await page.getByText(/Shall I|go ahead|Should I/).first().waitFor();
    await page.getByLabel("Message").focus();
    await page.keyboard.type("yes");
    await page.keyboard.press("Enter");
    await page.getByText(/has been cancelled/).first().waitFor();
    await page.getByText("Why", { exact: true }).last().click();
    await page.getByText(/Action cancel order: done/).waitFor();
    await seen(page, `playbook-try-${size}`);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
