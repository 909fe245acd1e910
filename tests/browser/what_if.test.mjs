// A draft is run over past turns in a real browser: the page goes on by itself without a script, can be stopped
// and gone on with, and every turn that changes is opened side by side.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { order, startProduct, uniqueId, until } from "../harness/product.mjs";
import { startShop } from "../harness/shop.mjs";

const hostile = `</blockquote><script>window.hacked=1</script><img src=x onerror="window.hacked=1">`;
const path = "/console/playbook/past";
const skills = (cancel_order) => ({ skills: { cancel_order } });
const CONVERSATIONS = 60;

let product;
let shop;
let browser;
const team = {};

before(async () => {
  shop = await startShop();
  product = await startProduct({ COMMERCE_URL: shop.url, COMMERCE_TOKEN: "t" });
  browser = await openBrowser();
  await product.release(skills("autonomous"));
  for (const role of ["agent", "editor"]) team[role] = await product.operator("POST", "/v1/team", { name: `Kim ${hostile}`.slice(0, 80), role });
});
after(async () => {
  await browser?.close();
  await product?.stop();
  await shop?.stop();
});

const as = (role, size) => openConsole(browser, product, team[role].token, path, size);

async function conversations() {
  for (let count = 0; count < CONVERSATIONS; count += 1) {
    const id = uniqueId("cus");
    shop.customers.set(id, { id, email: `${id}@example.com` });
    const bought = shop.add(order(id));
    const shopper = await product.shopper(id);
    if (count % 10 > 0) await shopper.say("hello");
    else {
      await shopper.say(`please cancel order ${bought.number} ${hostile}`);
      await shopper.say("yes");
    }
  }
  await until("the index knows them", async () => {
    let after = "", all = 0;
    for (;;) {
      const list = await product.operator("GET", `/v1/conversations?cursor=${encodeURIComponent(after)}`);
      all += list.items.length;
      if (!list.next_cursor) return all >= CONVERSATIONS;
      after = list.next_cursor;
    }
  });
}

for (const size of Object.keys(sizes)) {
  test(`without a draft the page says what to do first (${size})`, async () => {
    const { context, page, faults } = await as("editor", size);
    await page.getByText("There is no draft.").waitFor();
    await seen(page, `what-if-empty-${size}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("who may not read drafts is told so", async () => {
  const { context, page } = await as("agent", "desktop");
  await page.getByText("This takes the role `editor`").waitFor();
  await context.close();
});

for (const size of Object.keys(sizes)) {
  test(`past turns are run to the end, and what changes is opened side by side (${size})`, async () => {
    if (size === "desktop") await conversations();
    await product.operator("PUT", "/v1/playbook/draft", skills("off"));
    const { context, page, faults } = await as("editor", size);
    await page.getByLabel(/^Conversations since/).fill("2020-01-01");
    await page.getByRole("button", { name: /^Run / }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Running …").waitFor();
    await seen(page, `what-if-running-${size}`);
    if (size === "desktop") {
      await page.getByRole("link", { name: "Stop here" }).click();
      await page.getByText("Stopped before the end").waitFor();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.ok(!page.url().includes("go"), "it does not go on");
      await page.getByRole("link", { name: "Go on" }).click();
    }
    await page.getByText("All have been run").waitFor();
    await page.getByText(`${CONVERSATIONS} of ${CONVERSATIONS} conversations`).waitFor();
    await seen(page, `what-if-done-${size}`);
    const view = await product.operator("GET", "/v1/playbook/draft/what-if");
    assert.ok(view.done && view.found.changed >= 6);
    assert.equal(await page.locator("#turns > ol > li").count(), view.found.changed);

    // One kind alone, and one turn of it with both replies beside each other.
    const group = view.found.groups.findIndex(({ before }) => before.some(({ step }) => step === "done"));
    await page.getByRole("link", { name: "Show them" }).nth(group).click();
    await page.getByRole("heading", { name: "Turns of this kind" }).waitFor();
    assert.equal(await page.locator("#turns > ol > li").count(), view.found.groups[group].turns);
    await page.locator("#turns summary").first().focus();
    await page.keyboard.press("Enter");
    await page.getByText("has been cancelled").first().waitFor();
    await seen(page, `what-if-turn-${size}`);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(faults, []);

    // A draft that changed since is not gone on with.
    await context.close();
  });
}

test("a run of a draft that has changed since says so", async () => {
  await product.operator("POST", "/v1/playbook/draft/what-if");
  await product.operator("PUT", "/v1/playbook/draft", { ...skills("off"), brand: { name: "Other" } });
  const { context, page } = await openConsole(browser, product, team.editor.token, `${path}?go=1`);
  await page.getByText("begin again").waitFor();
  await seen(page, "what-if-stale-desktop");
  await context.close();
});
