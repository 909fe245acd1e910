// A change from the customer's wish to its end: asked, summarised, said yes to by a button, approved
// by a person in the console. In a real browser, on desktop and phone width.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../../tools/steps.mjs";
import { accessible, openBrowser, openPage, screenshots, signIn, sizes } from "../harness/browser.mjs";
import { startProduct, until } from "../harness/product.mjs";

let product;
let browser;
before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  const playbook = JSON.parse(readFileSync(join(root, "functions", "demo", "playbook.json"), "utf8"));
  await product.release(playbook);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const open = (path, ...more) => openPage(browser, product.url + path, ...more);

async function chatAs(name, size) {
  const { context, page } = await open("/demo/", size);
  await page.locator("#who").click();
  await page.locator("#who-list").getByText(name).first().click();
  await page.locator("#who-name", { hasText: name }).waitFor();
  await page.getByRole("button", { name: /^Open chat/ }).first().click();
  const input = page.getByRole("textbox");
  await input.waitFor();
  const log = page.getByRole("log");
  const say = async (text, reply) => {
    await input.fill(text);
    await input.press("Enter");
    await log.getByText(reply).first().waitFor();
  };
  return { context, page, log, say };
}

for (const size of Object.keys(sizes)) {
  test(`points are explained and the same tea is ordered with one button (${size})`, async () => {
    const { context, page, log, say } = await chatAs("Eleanor", size);
    await say(
      "hey my points look lower than they should after my last purchase?? also can I get that same earl grey again",
      /Shall I go ahead/,
    );
    await log.getByText(/Redeemed/).first().waitFor();
    await page.screenshot({ path: join(screenshots, `same-again-${size}.png`) });
    await accessible(page);
    await page.getByRole("button", { name: "Yes", exact: true }).click();
    await log.getByText(/Your cart is ready/).first().waitFor();
    await context.close();
    await product.operator("DELETE", "/v1/customers/cus_1007");
  });
}

test("a refund above the limit waits in the console, is approved there, and the customer reads it", async () => {
  const zoe = await chatAs("Zoë", "phone");
  await zoe.say("my parcel says delivered but it's not here", /Did you find it/);
  await zoe.say("no, still not there", /replacement, free of charge, or a refund/);
  await zoe.page.getByRole("button", { name: "Refund", exact: true }).click();
  await zoe.log.getByText(/I'd refund \$199\.00/).first().waitFor();
  await zoe.page.getByRole("button", { name: "Yes", exact: true }).click();
  await zoe.log.getByText(/has to approve this first/).first().waitFor();
  await zoe.page.screenshot({ path: join(screenshots, "approval-customer-phone.png") });

  const found = await until("the index knows", async () => {
    const { items } = await product.operator("GET", "/v1/conversations?state=waiting_approval");
    return items[0];
  });
  const { context, page } = await open("/console", "desktop");
  await signIn(page);
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  await page.getByRole("link", { name: new RegExp(found.id.slice(-10)) }).first().click();
  await page.getByRole("heading", { name: "Waits for approval" }).waitFor();
  await page.screenshot({ path: join(screenshots, "approval-console-desktop.png") });
  await accessible(page);
  await page.getByRole("button", { name: "Approve and do it" }).click();
  await page.getByText(/has been refunded/).first().waitFor();
  assert.equal(await page.getByRole("heading", { name: "Waits for approval" }).count(), 0);
  // Without a reload: the answer comes over the open socket.
  await zoe.log.getByText(/\$199\.00 has been refunded/).first().waitFor();
  await context.close();
  await zoe.context.close();
});
