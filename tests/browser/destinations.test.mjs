// Where tickets go, in a real browser: a support lead names a destination in the playbook's form, and a human
// agent sees what could not be sent and has it sent again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { startHelpdesk } from "../harness/helpdesk.mjs";
import { startProduct, until } from "../harness/product.mjs";

let product;
let browser;
let helpdesk;
const team = {};

before(async () => {
  helpdesk = await startHelpdesk();
  product = await startProduct({
    EDGEWISE_LOCAL_CONNECTORS: "on",
    EDGEWISE_CONNECTOR_HOSTS: "127.0.0.1",
    DESTINATION_ZENDESK: "zendesk-key",
  });
  browser = await openBrowser();
  for (const role of ["viewer", "agent", "editor"]) team[role] = await product.operator("POST", "/v1/team", { name: role, role });
});
after(async () => {
  await browser?.close();
  await product?.stop();
  await helpdesk?.stop();
});

const as = (role, path, size) => openConsole(browser, product, team[role].token, path, size);

test("a destination is named in the form, and what it lacks is told at its field", async () => {
  const { context, page, faults } = await as("editor", "/console/playbook/edit/destinations");
  await page.getByLabel("Name of a new one").fill("zendesk");
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByLabel("Kind", { exact: true }).selectOption("zendesk");
  await page.getByLabel("Url", { exact: true }).fill(`${helpdesk.url}/zendesk`);
  await page.getByLabel("Secret", { exact: true }).fill("zendesk-key");
  await page.getByRole("checkbox", { name: /^Vip/ }).check();
  const save = () => page.locator(".actions").getByRole("button", { name: "Save in the draft" }).click();
  await save();
  await page.locator(".field .fault").getByText("must be an email address").waitFor();
  await page.locator(".field .fault").getByText("never the secret itself").waitFor();
  await seen(page, "destinations-form-desktop");
  await page.getByLabel("Address", { exact: true }).fill("bot@shop.example");
  await page.getByLabel("Secret", { exact: true }).fill("DESTINATION_ZENDESK");
  await save();
  await page.getByText("Saved in the draft.").waitFor();
  assert.equal(await page.locator(".fault").count(), 0);
  const { playbook } = await product.operator("GET", "/v1/playbook/draft");
  assert.deepEqual(playbook.destinations, {
    zendesk: { kind: "zendesk", url: `${helpdesk.url}/zendesk`, address: "bot@shop.example", secret: "DESTINATION_ZENDESK", reasons: ["vip"] },
  });
  assert.deepEqual(faults, []);
  await context.close();
});

for (const size of Object.keys(sizes)) {
  test(`what could not be sent is listed, says why, and is sent again (${size})`, async () => {
    const account = { url: `${helpdesk.url}/zendesk`, address: "bot@shop.example", secret: "DESTINATION_ZENDESK" };
    await product.release({ destinations: { zendesk: { kind: "zendesk", ...account } } });
    const list = "/console/inbox?view=unsent";
    const viewer = await as("viewer", list, size);
    await viewer.page.getByText("Everything was sent.").waitFor();
    await seen(viewer.page, `unsent-empty-${size}`);

    helpdesk.misbehave = (asked, answer) => (answer(422, { error: "RecordInvalid" }), true);
    const shopper = await product.shopper();
    const { conversation_id } = await shopper.say("I want to talk to a person");
    await shopper.say("<script>window.hacked=1</script>");
    const isThere = (page) => async () => {
      await page.goto(product.url + list);
      return (await page.getByText("1 message waits behind it").count()) > 0;
    };
    await until("it is listed", async () => {
      const { items } = await product.operator("GET", "/v1/deliveries");
      return items.length > 0;
    });
    const agent = await as("agent", list, size);
    await agent.page.getByText("it answered 422").waitFor();
    await seen(agent.page, `unsent-${size}`);
    await viewer.page.goto(product.url + list);
    await viewer.page.getByText("it answered 422").waitFor();
    assert.equal(await viewer.page.getByRole("button", { name: /^Send again/ }).count(), 0, "a viewer is offered nothing");

    await agent.page.getByRole("link", { name: "A new ticket" }).click();
    await agent.page.getByText(/given up: it answered 422/).waitFor();
    await seen(agent.page, `unsent-ticket-${size}`);

    helpdesk.misbehave = null;
    await agent.page.goto(product.url + list);
    await agent.page.getByRole("button", { name: "Send again to zendesk: A new ticket" }).click();
    await until("nothing is left", async () => {
      await agent.page.goto(product.url + list);
      return (await agent.page.getByText("Everything was sent.").count()) > 0;
    });
    await agent.page.goto(`${product.url}/console/conversations/${conversation_id}`);
    await agent.page.getByText(/Also in: zendesk #\d+/).waitFor();
    assert.equal(await isThere(agent.page)(), false);
    for (const { page, faults, context } of [viewer, agent]) {
      assert.deepEqual(faults, []);
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      await context.close();
    }
  });
}
