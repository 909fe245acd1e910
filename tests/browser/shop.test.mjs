// The demo shop with the widget, and the console, in a real browser, on desktop and phone width.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { openBrowser, screenshots } from "../harness/browser.mjs";
import { secrets, startProduct, until } from "../harness/product.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sizes = { desktop: { width: 1280, height: 844 }, phone: { width: 390, height: 844 } };

let product;
let browser;
before(async () => {
  product = await startProduct();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

async function open(path, size = "desktop", options = {}) {
  const context = await browser.newContext({ viewport: sizes[size], bypassCSP: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(product.url + path, { waitUntil: "networkidle" });
  return { context, page, faults };
}

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }),
  );
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), []);
}

const chat = (page) => page.getByRole("log");
const input = (page) => page.getByRole("textbox");

async function choose(page, name) {
  await page.locator("#who").click();
  await page.locator("#who-list").getByText(name).first().click();
  await page.locator("#who-name", { hasText: name }).waitFor();
}

async function openChat(page) {
  await page.getByRole("button", { name: /^Open chat/ }).first().click();
  await input(page).waitFor();
}

for (const size of Object.keys(sizes)) {
  test(`a customer asks where an order is and sees its parcels (${size})`, async () => {
    const { context, page, faults } = await open("/demo/", size);
    await page.screenshot({ path: join(screenshots, `demo-${size}.png`) });
    await choose(page, "Mateo");
    await openChat(page);
    await chat(page).getByText(/Mateo/).first().waitFor();
    await page.screenshot({ path: join(screenshots, `widget-open-${size}.png`) });
    await input(page).fill("Where is my order?");
    await input(page).press("Enter");
    await chat(page).getByText(/is late/).first().waitFor();
    await chat(page).getByText(/Parcel 2 of 2/).first().waitFor();
    await page.screenshot({ path: join(screenshots, `order-card-${size}.png`) });
    await accessible(page);
    await input(page).fill("I want to return it");
    await input(page).press("Enter");
    await chat(page).getByText(/passed this to our team/).first().waitFor();
    await page.screenshot({ path: join(screenshots, `handoff-${size}.png`) });
    assert.deepEqual(faults, []);
    await context.close();
    // The next size meets Mateo anew.
    await product.operator("DELETE", "/v1/customers/cus_1002");
  });
}

test("sending twice in a hurry sends once, and a reload keeps the conversation", async () => {
  const { context, page } = await open("/demo/");
  await openChat(page);
  await input(page).fill("hello there");
  await Promise.all([input(page).press("Enter"), input(page).press("Enter")]);
  await chat(page).getByText(/how can I help/i).first().waitFor();
  await page.reload({ waitUntil: "networkidle" });
  if (!(await input(page).isVisible().catch(() => false))) await openChat(page);
  await chat(page).getByText("hello there").first().waitFor();
  assert.equal(await chat(page).getByText("hello there", { exact: true }).count(), 1);
  await context.close();
});

test("hostile text is shown as text", async () => {
  const { context, page, faults } = await open("/demo/");
  await openChat(page);
  await input(page).fill('<img src=x onerror="window.hacked=1"> <b>bold</b>');
  await input(page).press("Enter");
  await chat(page).getByText("<b>bold</b>").first().waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const size of Object.keys(sizes)) {
  test(`a team member signs in, finds a conversation and reads why (${size})`, async () => {
    const shopper = await product.shopper("cus_1003");
    await shopper.say("it says delivered but I don't have it <script>alert(1)</script>");
    const said = await shopper.say("no, still not there");
    await until("the index knows", async () => {
      const { items } = await product.operator("GET", "/v1/conversations?q=cus_1003");
      return items.some((item) => item.id === said.conversation_id && item.ticket_id);
    });
    const { context, page, faults } = await open("/console", size);
    faults.length = 0; // The door answers 401, which the browser notes.
    await page.screenshot({ path: join(screenshots, `console-sign-in-${size}.png`) });
    await accessible(page);
    await page.getByLabel("Operator token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("not accepted").waitFor();
    faults.length = 0;
    await page.getByLabel("Operator token").fill(secrets.EDGEWISE_OPERATOR_TOKEN);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Conversations" }).waitFor();
    await page.screenshot({ path: join(screenshots, `console-list-${size}.png`) });
    await accessible(page);
    await page.getByRole("link", { name: new RegExp(said.conversation_id.slice(-10)) }).first().click();
    await page.getByText("Waiting for a person").first().waitFor();
    for (const why of await page.getByText("Why", { exact: true }).all()) await why.click();
    await page.getByText(/Understood the wish/).first().waitFor();
    await page.screenshot({ path: join(screenshots, `console-conversation-${size}.png`), fullPage: true });
    await accessible(page);
    assert.deepEqual(faults, []);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Operator token").waitFor();
    await context.close();
  });
}

test("the console shows nothing without signing in", async () => {
  for (const path of ["/console", "/console/conversations/c1-1"]) {
    const response = await product.request("GET", path, { headers: { cookie: "edgewise_console=forged" } });
    assert.equal(response.status, 401);
    assert.match(response.headers.get("content-security-policy"), /default-src 'none'/);
    assert.doesNotMatch(await response.text(), /cus_1003/);
  }
});
