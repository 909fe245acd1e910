// The demo shop with the widget, and the console, in a real browser, on desktop and phone width.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { accessible, openBrowser, openPage, screenshots, signIn, sizes } from "../harness/browser.mjs";
import { startProduct, until } from "../harness/product.mjs";

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

const open = (path, ...more) => openPage(browser, product.url + path, ...more);
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

for (const size of Object.keys(sizes)) {
  test(`a conversation that a person has ended is rated with one tap and a word (${size})`, async () => {
    const { context, page, faults } = await open("/demo/", size);
    await openChat(page);
    const rating = page.getByRole("group", { name: "How did we do?" });
    await input(page).fill("I want to talk to a person");
    await input(page).press("Enter");
    await chat(page).getByText(/our team/).first().waitFor();
    assert.equal(await rating.isVisible(), false, "nobody is asked before the end");
    const ticket = await until("the ticket is listed", async () => (await product.operator("GET", "/v1/tickets?state=open")).items[0]);
    await product.operator("POST", `/v1/tickets/${ticket.id}/reply`, { text: "All done." });
    await product.operator("POST", `/v1/tickets/${ticket.id}/close`);
    await rating.waitFor();
    await page.screenshot({ path: join(screenshots, `rating-${size}.png`) });
    await accessible(page);
    await rating.getByRole("button", { name: "2 of 5" }).click();
    await rating.getByText("Thank you.").waitFor();
    await rating.getByRole("button", { name: "5 of 5" }).focus();
    await page.keyboard.press("Enter");
    await rating.getByRole("textbox").fill("Kind & quick <3");
    await rating.getByRole("button", { name: "Send" }).click();
    const kept = async () => (await product.operator("GET", `/v1/conversations/${ticket.conversation_id}`)).ratings?.[0];
    await until("both are kept", async () => (await kept())?.comment === "Kind & quick <3");
    assert.deepEqual([(await kept()).of, (await kept()).score], ["person", 5]);
    await page.locator("#text").fill("hello again");
    await page.locator("#text").press("Enter");
    await rating.waitFor({ state: "hidden" });
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a delivery brings back what is sold out, on the shelf and in its window", async () => {
  const { context, page, faults } = await open("/demo/");
  const { items } = await product.json("GET", "/demo/api/products?limit=250");
  const { title } = items.find(({ tags, variants }) =>
    !(tags ?? []).includes("discontinued") && variants.every(({ available }) => !available));
  const tile = page.locator(".tile", { has: page.locator("strong", { hasText: title }) });
  await page.locator(".tile").first().waitFor();
  while (!(await tile.isVisible())) await page.locator("#more").click();
  assert.equal(await tile.getByText("Sold out").count(), 1);
  await tile.click();
  await page.getByText("Sold out at the moment.").waitFor();
  await page.screenshot({ path: join(screenshots, "demo-sold-out.png") });
  await accessible(page);
  await page.getByRole("button", { name: "Let a delivery arrive" }).dblclick();
  await page.getByText("Sold out at the moment.").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await tile.getByText("Sold out").count(), 0);
  assert.deepEqual(faults, []);
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
    await signIn(page, "wrong");
    await page.getByText("not accepted").waitFor();
    faults.length = 0;
    await signIn(page);
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
    await page.getByLabel("Your token").waitFor();
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
