// The whole way of a support lead who writes no code, in a real browser: finds the conversation in which a discount
// was refused, reads why, changes the rule, keeps a scenario of it, sees what would change, has it signed by a
// second person, and watches the next conversation follow it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, openConsole, seen } from "../harness/browser.mjs";
import { startProduct, until } from "../harness/product.mjs";

const refusal = "We have no student discount.";
const question = "do you have a student discount?";

let product;
let browser;
const team = {};

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  await product.release({
    brand: { name: "Fernhill" },
    skills: { discount: "autonomous" },
    releases: { signatures: 1 },
    discounts: { rules: [{ when: "asked_for == 'student'", percent: 0, because: refusal }] },
  });
  for (const [name, role] of [["Lea", "editor"], ["Ann", "approver"]]) team[name] = await product.operator("POST", "/v1/team", { name, role });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const follow = (page, name) => page.getByRole("link", { name, exact: true }).first().click();

test("from a refused discount to a release that the next conversation follows", async () => {
  const shopper = await product.shopper("cus_1003");
  const refused = await shopper.say(question);
  assert.match(refused.messages[0].text, /no student discount/);
  await (await product.shopper("cus_1004")).say("hello");
  await until("both are listed", async () => (await product.operator("GET", "/v1/conversations")).items.length >= 2);

  const { context, page, faults } = await openConsole(browser, product, team.Lea.token, "/console");

  // Finds it: by what was asked for and the day.
  await page.getByLabel("Asked for").selectOption("discount");
  await page.getByLabel("Day of the last message").fill(new Date().toISOString().slice(0, 10));
  await press(page, "Show");
  await page.getByRole("row").nth(1).waitFor();
  assert.equal(await page.getByRole("row").count(), 2, "a heading and the one conversation");
  await seen(page, "walk-found");
  await page.getByRole("row").nth(1).getByRole("link").first().click();

  // Reads why.
  await page.getByText(refusal).first().waitFor();
  await page.getByText("Why", { exact: true }).first().click();
  await page.getByText(/Told “refused”.*\/discounts\/rules\/0/).waitFor();
  await seen(page, "walk-why");
  const conversation = page.url();

  // Changes the rule.
  await follow(page, "Playbook");
  await follow(page, "Edit");
  await follow(page, "Discounts");
  const rule = page.getByRole("group", { name: "No. 1" });
  await rule.getByLabel("Percent").fill("10");
  await rule.getByLabel("Because").fill("Students save with us.");
  await press(page, "Save in the draft");
  await page.getByText("Saved in the draft.").waitFor();

  // Keeps a scenario of it, as it is to be from now on.
  await page.goto(conversation);
  await press(page, "Make a scenario");
  await page.getByRole("heading", { name: "A scenario of a conversation" }).waitFor();
  await page.getByLabel("What it shows").fill("A student is offered ten percent");
  const file = page.getByLabel("The scenario as a file");
  const kept = JSON.parse(await file.inputValue());
  for (const turn of kept.turns) turn.expect = { reply_has: ["10%"] };
  await file.fill(JSON.stringify(kept));
  await press(page, "Save");
  await page.getByText("A student is offered ten percent").first().waitFor();

  // Sees what would change.
  await follow(page, "Past turns");
  await page.getByLabel(/^Conversations since/).fill("2020-01-01");
  await page.getByRole("button", { name: /^Run / }).click();
  await page.getByText("All have been run").waitFor();
  await page.locator("#turns summary").first().click();
  await page.getByText("1 of them would have gone another way").waitFor();
  await page.locator("#turns").getByText(refusal).waitFor();
  await seen(page, "walk-would-change");

  // Has it released.
  await follow(page, "Releases");
  await press(page, "Check the draft");
  await page.getByText("The check found nothing in its way.").waitFor();
  await page.getByLabel("Why").fill("Students ask for it every week.");
  await press(page, "Ask for the release");
  await page.getByText("Waits to be signed").waitFor();
  const ann = await openConsole(browser, product, team.Ann.token, new URL(page.url()).pathname);
  await press(ann.page, "Approve exactly this");
  await ann.page.getByText("Live", { exact: true }).first().waitFor();

  // The next conversation follows it.
  await new Promise((done) => setTimeout(done, 1_100));
  const next = await (await product.shopper("cus_1002")).say(question);
  assert.match(next.messages[0].text, /10%/);
  assert.doesNotMatch(next.messages[0].text, /no student discount/);
  assert.deepEqual([...faults, ...ann.faults], []);
  await context.close();
  await ann.context.close();
});
