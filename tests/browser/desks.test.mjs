// Two desks and a shopper in a real browser: what happens elsewhere appears without reloading, what is being typed
// stays, and a closed tab loses nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, openConsole, openPage, seen, sizes } from "../harness/browser.mjs";
import { startProduct, until } from "../harness/product.mjs";

let product;
let browser;
const team = {};
const ana = `Ana <b>"Núñez"</b>`;

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  for (const name of [ana, "Kim"]) team[name] = await product.operator("POST", "/v1/team", { name, role: "agent" });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const as = (name, path, size = "desktop") => openConsole(browser, product, team[name].token, path, size);
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const answer = (page) => page.getByLabel("Your answer");

async function waiting(queue) {
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("I want to talk to a person");
  const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
  if (queue) await product.operator("POST", `/v1/tickets/${tickets[0].id}/assign`, { queue });
  return { shopper, at: `/console/conversations/${conversation_id}`, conversation: conversation_id, ticket: tickets[0].id };
}

for (const size of Object.keys(sizes)) {
  test(`who else is there is told, and what happens appears beside what is being typed (${size})`, async () => {
    const { shopper, at } = await waiting();
    const [mine, kims] = [await as(ana, at, size), await as("Kim", at, size)];
    await kims.page.getByText(`${ana} is looking at this.`).waitFor();
    await answer(mine.page).fill("I am looking for your par");
    await kims.page.getByText(`${ana} is writing.`).waitFor();
    await seen(kims.page, `desk-presence-${size}`);

    await kims.page.getByText("Why", { exact: true }).first().click();
    await shopper.say("the blue one, please");
    for (const { page } of [mine, kims]) await page.getByText("the blue one, please").first().waitFor();
    assert.equal(await kims.page.locator(".turn details").first().getAttribute("open"), "", "what was unfolded stays so");
    await mine.page.getByText("Something happened here: see below.").waitFor();
    assert.equal(await answer(mine.page).inputValue(), "I am looking for your par");
    assert.equal(await mine.page.evaluate(() => document.activeElement.name), "reply", "the cursor stays where it is");
    await seen(mine.page, `desk-news-${size}`);

    // Somebody else answers: it appears, and whoever typed meanwhile is asked to look first.
    await answer(kims.page).fill("It left this morning.");
    await press(kims.page, "Send to the customer");
    await mine.page.locator(".said.human").getByText("It left this morning.").waitFor();
    await mine.page.getByText("Kim has it.").waitFor();
    await press(mine.page, "Send to the customer");
    await mine.page.getByText("Somebody else acted on this ticket while you were writing.").waitFor();
    assert.equal(await answer(mine.page).inputValue(), "I am looking for your par");

    await kims.page.getByLabel("Close it as").focus();
    await press(kims.page, "Close");
    await kims.page.getByText("Closed ticket").waitFor();
    await mine.page.getByText("This ticket is closed now. What you typed is still here.").waitFor();
    for (const { page, faults, context } of [mine, kims]) {
      assert.deepEqual(faults.filter((fault) => !/412/.test(fault)), []);
      assert.equal(await page.locator(".notice b").count(), 0, "a name is text");
      await context.close();
    }
  });
}

test("a closed tab loses nothing, and nobody else reads what is not sent", async () => {
  const { at, shopper, conversation } = await waiting();
  const mine = await as(ana, at);
  await answer(mine.page).fill("Dear Ada,\n\nI have asked");
  // Closed at once: nothing was told yet.
  await mine.page.close({ runBeforeUnload: false });
  const again = await mine.context.newPage();
  await until("it is there", async () => {
    await again.goto(product.url + at);
    return (await answer(again).inputValue()) === "Dear Ada,\n\nI have asked";
  });
  await again.getByText("This is your draft").waitFor();
  await seen(again, "desk-draft-desktop");
  // Sent from another form of the page at once, it is still there on the next.
  await answer(again).fill("Dear Ada, wait");
  await again.getByLabel("Tags, with commas").fill("asked");
  await press(again, "Save the tags");
  await again.getByRole("link", { name: "asked" }).waitFor();
  assert.equal(await answer(again).inputValue(), "Dear Ada, wait");
  const kims = await as("Kim", at);
  assert.equal((await answer(kims.page).inputValue()).includes("Ada"), false);
  await answer(again).fill("Dear Ada, it is here.");
  await press(again, "Send to the customer");
  await again.getByText("It is the customer's move.").waitFor();
  assert.equal(await answer(again).inputValue(), "");
  await again.reload();
  assert.equal(await answer(again).inputValue(), "", "what was sent does not come back as a draft");
  const { messages } = await shopper.messages(conversation);
  assert.equal(messages.at(-1).text, "Dear Ada, it is here.");
  await mine.context.close();
  await kims.context.close();
});

for (const size of Object.keys(sizes)) {
  test(`a note speaks to a colleague, who finds the ticket until they have done something with it (${size})`, async () => {
    const { at } = await waiting();
    const kims = await as("Kim", at, size);
    await kims.page.getByText("Write a note for the team").click();
    await kims.page.getByLabel("Note").fill("@ana can you look?");
    await press(kims.page, "Keep the note");
    await kims.page.getByText(`To ${ana}`).waitFor();
    await seen(kims.page, `desk-mention-${size}`);
    const mine = await as(ana, "/console/inbox?view=mentions", size);
    const count = async () => {
      await mine.page.goto(`${product.url}/console/inbox?view=mentions`);
      return mine.page.getByRole("link", { name: "Asked for a person" }).count();
    };
    await until("it is found", async () => (await count()) === 1);
    await mine.page.getByRole("link", { name: "Asked for a person" }).click();
    await press(mine.page, "Take over");
    await until("it is done", async () => (await count()) === 0);
    await mine.page.getByText("No note speaks to you.").waitFor();
    await seen(mine.page, `desk-mentions-empty-${size}`);
    for (const { context, faults } of [kims, mine]) {
      assert.deepEqual(faults, []);
      await context.close();
    }
  });
}

test("without scripts a draft is kept by hand", async () => {
  const { at } = await waiting();
  const { context, page } = await openPage(browser, `${product.url}/console`, "desktop", { javaScriptEnabled: false });
  await page.getByLabel("Your token").fill(team.Kim.token);
  await press(page, "Sign in");
  await page.goto(product.url + at);
  await answer(page).fill("so far");
  await press(page, "Keep as a draft");
  await page.getByText("This is your draft").waitFor();
  assert.equal(await answer(page).inputValue(), "so far");
  await context.close();
});

test("a list goes on by itself: what is new appears, what is ticked and where one is stays", async () => {
  const first = await waiting("fresh");
  const listed = (count) => until("listed", async () => (await product.operator("GET", "/v1/tickets?queue=fresh")).items.length === count);
  await listed(1);
  const { context, page, faults } = await as("Kim", "/console/inbox?view=open&queue=fresh");
  await page.getByRole("checkbox", { name: /^Select:/ }).check();
  await page.getByLabel("Add tags").fill("Later");
  const second = await waiting("fresh");
  await page.getByText("One more ticket is here.").waitFor();
  assert.equal(await page.getByRole("checkbox", { name: /^Select:/ }).count(), 2);
  assert.equal(await page.getByRole("checkbox", { name: /^Select:/, checked: true }).count(), 1);
  await page.getByText("1 selected").waitFor();
  assert.equal(await page.getByLabel("Add tags").inputValue(), "Later");
  // The first one changes: the list shows it, and what was ticked before is not done with what was not seen.
  await first.shopper.say("hello?");
  await product.operator("POST", `/v1/tickets/${first.ticket}/tags`, { add: ["urgent-now"] });
  await page.getByRole("link", { name: "urgent-now" }).waitFor();
  await seen(page, "desk-list-desktop");
  await page.getByLabel("Add tags").press("Enter");
  await page.getByRole("heading", { name: "Done with 0 of 1" }).waitFor();
  await page.goto(`${product.url}/console/inbox?view=open&queue=fresh`);
  await page.getByRole("link", { name: "Asked for a person" }).nth(1).focus();
  await product.operator("POST", `/v1/tickets/${second.ticket}/close`);
  await until("it is gone", async () => (await page.getByRole("checkbox", { name: /^Select:/ }).count()) === 1);
  assert.deepEqual(faults, []);
  await context.close();
});
