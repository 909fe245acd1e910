// The playbook as forms in a real browser: every part can be opened, filled in, added to and saved without a
// line of its text; what is wrong is told at its field; nobody's change is lost.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { startProduct } from "../harness/product.mjs";

const hostile = `</title></textarea><script>window.hacked=1</script>"onfocus="window.hacked=1"autofocus='`;
const at = "/console/playbook/edit";

let product;
let browser;
const team = {};

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  for (const role of ["viewer", "editor"]) team[role] = await product.operator("POST", "/v1/team", { name: role, role });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const as = (role, path = "", size = "desktop") => openConsole(browser, product, team[role].token, `${at}${path}`, size);

const draft = async () => (await product.operator("GET", "/v1/playbook/draft")).playbook;
const save = (page) => page.locator(".actions").getByRole("button", { name: "Save in the draft" }).click();
const saved = (page) => page.getByText("Saved in the draft.").waitFor();

test("every part can be opened, and says what each field is for", async () => {
  const { context, page, faults } = await as("editor");
  await seen(page, "playbook-edit-desktop");
  const parts = await page.locator("main h2 a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok(parts.length > 20, `${parts.length} parts`);
  for (const part of parts) {
    await page.goto(product.url + part);
    await seen(page, `playbook-edit-${part.split("/").pop()}-desktop`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

for (const size of Object.keys(sizes)) {
  test(`a long part fits (${size})`, async () => {
    const { context, page } = await as("editor", "/guardrails", size);
    await seen(page, `playbook-edit-guardrails-${size}`);
    await context.close();
  });
}

for (const size of Object.keys(sizes)) {
  test(`a skill of one's own is read in sentences, with what is wrong in it (${size})`, async () => {
    const example = JSON.parse(readFileSync(new URL("../../examples/skills/gift_message.json", import.meta.url), "utf8"));
    example.custom_skills.gift_message.title.en = hostile;
    example.custom_skills.gift_message.steps[1].reply.en = "Order {{ order_numbr }} has been packed.";
    await product.operator("PUT", "/v1/playbook/draft", example);
    const { context, page, faults } = await openConsole(browser, product, team.viewer.token, "/console/playbook/skills", size);
    await page.getByText("Go no further without the customer's yes.").waitFor();
    await page.getByText("If order status is “pending”").waitFor();
    await page.getByText("At most 5 times for one customer within a day").waitFor();
    assert.ok((await page.locator(".fault").count()) >= 1, "what cannot go live is told with the skill");
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    await seen(page, `playbook-skills-${size}`);
    await page.getByRole("link", { name: "Change them in their form" }).click();
    await page.getByRole("link", { name: "Read them in sentences" }).waitFor();
    assert.deepEqual(faults, []);
    const kept = await product.request("GET", "/v1/playbook/draft", { token: team.editor.token });
    const headers = { "if-match": kept.headers.get("etag") };
    await kept.text();
    assert.equal((await product.request("DELETE", "/v1/playbook/draft", { token: team.editor.token, headers })).status, 204);
    await page.goto(`${product.url}/console/playbook/skills`);
    await page.getByText("There are none yet.").waitFor();
    await context.close();
  });
}

test("a setting is changed, a limit added and a part taken away again, without writing the document", async () => {
  const { context, page } = await as("editor", "/skills");
  await page.getByLabel("Cancel order").selectOption("supervised");
  await save(page);
  await saved(page);
  assert.equal((await draft()).skills.cancel_order, "supervised");

  await page.goto(`${product.url}${at}/guardrails`);
  const limits = page.getByRole("group", { name: "Limits", exact: true });
  await limits.getByRole("button", { name: "Add one" }).click();
  await page.getByText("Not saved yet.").waitFor();
  const second = limits.getByRole("group", { name: "No. 2" });
  await second.getByRole("checkbox", { name: /^Cancel order/ }).check();
  await second.getByLabel("Count", { exact: true }).fill("2");
  await second.getByLabel("Per", { exact: true }).selectOption("customer");
  await second.getByLabel("Then", { exact: true }).selectOption("deny");
  // Enter saves, wherever one is.
  await second.getByLabel("Count", { exact: true }).press("Enter");
  await saved(page);
  assert.deepEqual((await draft()).guardrails.limits[1], { actions: ["cancel_order"], per: "customer", count: 2, then: "deny" });

  await page.getByRole("group", { name: "Limits", exact: true }).getByRole("button", { name: "Remove No. 2" }).click();
  await page.getByRole("group", { name: "Quiet hours" }).getByRole("button", { name: "Add quiet hours" }).click();
  await page.getByRole("group", { name: "Quiet hours" }).getByLabel("From hour").fill("22");
  await save(page);
  await saved(page);
  const { limits: left, quiet_hours } = (await draft()).guardrails;
  assert.deepEqual([left.length, quiet_hours.from_hour], [1, 22]);

  await page.goto(`${product.url}${at}`);
  assert.equal(await page.getByText("Changed in the draft").count(), 2);
  await context.close();
});

test("a map takes new names: the shop's own words for a wording", async () => {
  const { context, page } = await as("editor", "/wordings");
  await page.getByLabel("Name of a new one").fill("en");
  await page.getByRole("button", { name: "Add it" }).click();
  const english = page.getByRole("group", { name: "en", exact: true });
  await english.getByLabel("Name of a new one").fill("thanks");
  await english.getByRole("button", { name: "Add it" }).click();
  await page.locator('textarea[name="/wordings/en/thanks"]').fill("Any time!\nMy pleasure.");
  await save(page);
  await saved(page);
  assert.deepEqual((await draft()).wordings, { en: { thanks: ["Any time!", "My pleasure."] } });
  await context.close();
});

test("what is wrong is told at its field, and what was written stays", async () => {
  const { context, page } = await as("editor", "/shop");
  const wait = page.getByLabel("Wait ms");
  await wait.fill("four seconds");
  await save(page);
  await page.getByText("Nothing was saved").waitFor();
  assert.equal(await wait.inputValue(), "four seconds");
  assert.equal(await wait.getAttribute("aria-invalid"), "true");
  await page.locator(".field .fault").getByText("It must be a whole number.").waitFor();
  await seen(page, "playbook-edit-faulty-desktop");
  // A number that the document may hold and a shop may not go live with is kept, and told.
  await wait.fill("5");
  await save(page);
  await saved(page);
  await page.locator(".faults").getByText("wait ms").waitFor();
  await wait.fill("6000");
  await save(page);
  await saved(page);
  assert.equal(await page.locator(".fault").count(), 0);
  await context.close();
});

test("two who edit one part at once lose nothing; two parts are nobody's quarrel", async () => {
  const [one, two, third] = [await as("editor", "/brand"), await as("editor", "/brand"), await as("editor", "/talk")];
  await one.page.getByLabel("Name", { exact: true }).fill("Fernhill & Söhne");
  await save(one.page);
  await saved(one.page);
  await save(third.page);
  await saved(third.page);
  await two.page.getByLabel("Name", { exact: true }).fill("Fernhill Ltd");
  await save(two.page);
  await two.page.getByText("Somebody saved this part since").waitFor();
  assert.equal((await draft()).brand.name, "Fernhill & Söhne");
  assert.equal(await two.page.getByLabel("Name", { exact: true }).inputValue(), "Fernhill Ltd");
  await save(two.page);
  await saved(two.page);
  assert.equal((await draft()).brand.name, "Fernhill Ltd");
  for (const { context } of [one, two, third]) await context.close();
});

test("hostile texts are texts, and come back as they were written", async () => {
  const { context, page } = await as("editor", "/escalation");
  await page.getByLabel("Queue", { exact: true }).fill(hostile);
  await save(page);
  await saved(page);
  assert.equal(await page.getByLabel("Queue", { exact: true }).inputValue(), hostile);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal((await draft()).escalation.queue, hostile);
  await page.goto(`${product.url}${at}/no-such-part`);
  await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  await context.close();
});

test("who may only look cannot change anything", async () => {
  const { context, page } = await as("viewer", "/skills");
  assert.equal(await page.getByLabel("Cancel order").isDisabled(), true);
  assert.equal(await page.getByRole("button", { name: /Save/ }).filter({ visible: true }).count(), 0);
  const status = await page.evaluate(async (path) => (await fetch(path, { method: "POST", body: new URLSearchParams({ do: "save" }) })).status, `${at}/skills`);
  assert.equal(status, 403);
  await context.close();
});
