// A conversation becomes a scenario in a real browser: what was replaced and what to read is shown before
// anything is saved; and a draft is chatted with as the customer of a conversation.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { event, order, startProduct, uniqueId } from "../harness/product.mjs";

const hostile = `</textarea><script>window.hacked=1</script>"onfocus="window.hacked=1"autofocus='`;

let product;
let browser;
let conversation;
let bought;
const team = {};

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  for (const role of ["viewer", "editor"]) team[role] = await product.operator("POST", "/v1/team", { name: role, role });
  const customer = uniqueId("cus");
  bought = order(customer);
  await product.sendEvents(
    event("customer.updated", { id: customer, first_name: "Zsófia", last_name: "Kovács", email: `${customer}@freemail.test` }),
    event("order.updated", bought),
  );
  const shopper = await product.shopper(customer);
  await shopper.say(`hello, I am Zsófia Kovács, wilhelmina says ${hostile}`);
  conversation = (await shopper.say("what's my email?")).conversation_id;
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const as = (role, size = "desktop") => openConsole(browser, product, team[role].token, `/console/conversations/${conversation}`, size);

for (const size of Object.keys(sizes)) {
  test(`a conversation is made a scenario, read, and saved once (${size})`, async () => {
    const { context, page, faults } = await as("editor", size);
    await page.getByRole("button", { name: "Make a scenario" }).click();
    await page.getByRole("heading", { name: "What was replaced" }).waitFor();
    await page.getByRole("heading", { name: "Read before saving" }).waitFor();
    const shown = await page.locator("main").innerText();
    const file = await page.getByLabel("The scenario as a file").inputValue();
    for (const own of ["Zsófia", "Kovács", bought.number, bought.id]) {
      assert.ok(!shown.includes(own) && !file.includes(own), own);
    }
    assert.match(shown, /wilhelmina/, "what nobody knows is shown to be read");
    await seen(page, `playbook-past-${size}`);
    const name = `An email is told (${size})`;
    await page.getByLabel("What it shows").fill(name);
    await page.getByLabel("The scenario as a file").fill(file.replaceAll("wilhelmina", "somebody"));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(name).waitFor();
    const kept = await product.operator("GET", `/v1/playbook/scenarios/an-email-is-told-${size}`);
    assert.ok(!JSON.stringify(kept).includes("wilhelmina"));
    assert.equal(kept.scenario.name, name);
    assert.deepEqual(faults, []);

    // One of the same name is not overwritten, and what was written is still there.
    await page.goto(`${product.url}/console/conversations/${conversation}`);
    await page.getByRole("button", { name: "Make a scenario" }).click();
    await page.getByLabel("What it shows").fill(name);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("There is a scenario of this name already").waitFor();
    await page.getByLabel("What it shows").fill(`Another ${hostile}`);
    await page.getByLabel("The scenario as a file").fill(`{"name": ${hostile}`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("The scenario as a file").inputValue(), `{"name": ${hostile}`);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    await context.close();
  });
}

test("a draft is chatted with as the customer of a conversation", async () => {
  await product.operator("PUT", "/v1/playbook/draft", { brand: { name: "Fernhill" } });
  const { context, page, faults } = await as("editor");
  await page.getByRole("link", { name: "Chat as this customer" }).click();
  await page.getByText("with personal data replaced").waitFor();
  for (const say of ["where is my order?", "thanks"]) {
    await page.getByLabel("Message").fill(say);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText(/#F\d{6}/).first().waitFor();
  }
  assert.ok(!(await page.locator("main").innerText()).includes(bought.number));
  await seen(page, "playbook-try-past-desktop");
  await page.getByRole("link", { name: "Begin again" }).click();
  await page.getByText("with personal data replaced").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("whose role does not allow it is offered neither, and refused", async () => {
  const { context, page } = await as("viewer");
  assert.equal(await page.getByRole("button", { name: "Make a scenario" }).count(), 0);
  assert.equal(await page.getByRole("link", { name: "Chat as this customer" }).count(), 0);
  const cookie = (await context.cookies(`${product.url}/console`)).map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const path of [`/conversations/${conversation}/scenario`, "/playbook/scenarios"]) {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const sent = (more) => product.request("POST", `/console${path}`, { body: "x=1", headers: { ...headers, ...more } });
    assert.equal((await sent({ cookie })).status, 403, path);
    assert.equal((await sent({})).status, 401, path);
    assert.equal((await sent({ cookie, "sec-fetch-site": "cross-site" })).status, 403, path);
  }
  await context.close();
});
