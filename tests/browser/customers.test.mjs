// Customers in a real browser: found, read by keyboard and on a phone, copied, erased; with names that would
// break a page that does not write them out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { event, order, startProduct, uniqueId, usd } from "../harness/product.mjs";

const hostile = `</h1></title><script>window.hacked=1</script><img src=x onerror="window.hacked=1">"autofocus onfocus="window.hacked=1`;

let product;
let browser;
let sam;
before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  sam = await product.operator("POST", "/v1/team", { name: "Sam", role: "agent" });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

// A customer with everything that the page can show.
async function rich(names) {
  const id = uniqueId("cus");
  const about = { customer: { id } };
  const email = `${id}@example.com`;
  const orders = Array.from({ length: 24 }, (_, i) => order(id, { placed_at: new Date(Date.UTC(2026, 0, 1 + i)).toISOString() }));
  await product.sendEvents(
    event("customer.updated", {
      id, ...names, email, phone: "+49 30 901820", locale: "de-DE", tags: ["vip"],
      default_address: { line1: "Straße des 17. Juni 135", city: "Berlin", zip: "10623", country: "DE" },
      payment_methods: [{ id: "pm_1", kind: "gift_card", balance: usd("12.50") }, { id: "pm_2", kind: "credit_card", brand: "Visa", last4: "4242" }],
    }),
    ...orders.map((one) => event("order.updated", one)),
    event("subscription.updated", { id: "sub_1", customer_id: id, status: "active", title: "Earl Grey", interval_days: 30, price: usd("9.00") }),
    event("loyalty.updated", { tier: "Silver", points: 120, points_to_next_tier: 80 }, { subject: id }),
    event("cart.updated", { ...about, lines: [{ title: "Tea", quantity: 2, unit_price: usd("4.00") }] }),
    event("product.viewed", { ...about, product_id: "prd_9", title: `Kettle ${hostile}` }),
    event("quiz.answered", { ...about, question: "Taste?", answer: hostile }),
    event("message.sent", { ...about, channel: "email", campaign: "spring" }),
    event("consent.updated", { ...about, channel: "email", granted: false }),
    event("review.written", { ...about, stars: 5, text: hostile }),
  );
  await (await product.shopper(id)).say("my parcel arrived broken, I want to talk to a person");
  return { id, email };
}

for (const size of Object.keys(sizes)) {
  test(`a customer is found and shown whole (${size})`, async () => {
    const { email } = await rich({ first_name: "Zoë", last_name: `Löwenstein-Überschär ${hostile}` });
    const { context, page, faults } = await openConsole(browser, product, sam.token, "/console/customers", size);
    await seen(page, `customers-search-${size}`);
    await page.getByLabel(/^Email address/).fill("nobody@example.com");
    await page.keyboard.press("Enter");
    await page.getByText("Nobody is known by that.").waitFor();
    await seen(page, `customers-nobody-${size}`);
    assert.ok(!page.url().includes("nobody"));
    await page.getByLabel(/^Email address/).fill(email);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Zoë Löwenstein/ }).waitFor();
    assert.ok(!page.url().includes("example.com"));
    for (const told of ["Silver", "Earl Grey", "not allowed", "14 earlier orders", "Visa ending in 4242", "marketing sent by email: spring"]) {
      await page.getByText(told, { exact: false }).first().waitFor();
    }
    await seen(page, `customers-whole-${size}`);
    const weight = gzipSync(await page.content()).length + gzipSync(readFileSync("functions/web/dist/console.css")).length;
    assert.ok(weight <= 60 * 1024, `the page weighs ${weight} bytes`);
    assert.equal(await page.getByRole("link", { name: "Erase", exact: true }).count(), 0, "an agent erases nobody");

    const saving = page.waitForEvent("download");
    await press(page, "Download everything");
    const copy = JSON.parse(readFileSync(await (await saving).path(), "utf8"));
    assert.equal(copy.profile.customer.value.email, email);
    assert.equal(Object.keys(copy.profile.orders).length, 24);

    await page.getByRole("table").last().waitFor();
    await page.getByRole("cell").getByRole("link").first().click();
    await page.getByRole("heading", { name: /^Conversation/ }).waitFor();
    await page.getByRole("link", { name: /^Zoë Löwenstein/ }).click();
    await page.getByRole("heading", { name: /^Zoë Löwenstein/ }).waitFor();
    assert.deepEqual(faults.filter((fault) => !/404/.test(fault)), []);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    await context.close();
  });

  test(`the owner erases, and is asked twice (${size})`, async () => {
    const { id } = await rich({ first_name: "Ana", last_name: "Peña" });
    const { context, page, faults } = await openConsole(browser, product, product.bindings.EDGEWISE_OPERATOR_TOKEN, `/console/customers/${id}`, size);
    await page.getByRole("link", { name: "Erase", exact: true }).click();
    await page.getByRole("heading", { name: "Erase Ana Peña?" }).waitFor();
    await seen(page, `customers-erase-${size}`);
    await press(page, "Erase for good");
    await page.getByRole("heading", { name: "Erase Ana Peña?" }).waitFor();
    await page.getByLabel(/I mean it/).check();
    await press(page, "Erase for good");
    await page.getByText("The customer is erased.").waitFor();
    await page.goto(`${product.url}/console/customers/${id}`);
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    assert.deepEqual(faults.filter((fault) => !/404/.test(fault)), []);
    await context.close();
  });
}
