// The inbox in a real browser, beside the chat: a shopper asks for a person, somebody answers in the console,
// the shopper sees it without reloading, and the assistant goes on when it is given back.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { accessible, openBrowser, openConsole, openPage, screenshots, seen, sizes } from "../harness/browser.mjs";
import { startProduct, until } from "../harness/product.mjs";

const hostile = `</textarea></title><script>window.hacked=1</script><img src=x onerror="window.hacked=1">"autofocus onfocus="window.hacked=1`;

let product;
let browser;
const team = {};

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  await product.release({ escalation: { macros: { "How can I help": "What can I do for you?" } } });
  for (const [name, role] of [["Sam", "agent"], [`Kim ${hostile}`.slice(0, 80), "agent"], ["Vi", "viewer"]]) {
    const added = await product.operator("POST", "/v1/team", { name, role });
    team[name.slice(0, 3).trim()] = added;
  }
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const as = (name, path = "/console/inbox", size = "desktop") => openConsole(browser, product, team[name].token, path, size);

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const chat = (page) => page.getByRole("log");

async function write(page, text) {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
}

async function listed(page) {
  await until("the ticket is listed", async () => {
    await page.goto(`${product.url}/console/inbox`);
    return (await page.getByRole("row").count()) > 1;
  });
}

for (const size of Object.keys(sizes)) {
  test(`with nothing to answer, every list says what it is for (${size})`, async () => {
    const { context, page, faults } = await as("Sam", "/console/inbox", size);
    for (const view of ["unassigned", "mine", "open", "mentions", "snoozed", "customer", "closed"]) {
      await page.goto(`${product.url}/console/inbox?view=${view}`);
      await page.locator(".empty").waitFor();
      if (["unassigned", "mine"].includes(view)) await seen(page, `inbox-empty-${view}-${size}`);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`a person answers in the console and the shopper reads it, until it is given back (${size})`, async () => {
    const shopper = await openPage(browser, `${product.url}/demo/`, size);
    await shopper.page.locator("#who").click();
    await shopper.page.locator("#who-list").getByText("Mateo").first().click();
    await shopper.page.getByRole("button", { name: /^Open chat/ }).first().click();
    await shopper.page.getByRole("textbox").waitFor();
    await write(shopper.page, "I want to talk to a person");
    await chat(shopper.page).getByText(/passed this to our team/).first().waitFor();

    const sam = await as("Sam", "/console/inbox", size);
    await listed(sam.page);
    await seen(sam.page, `inbox-${size}`);
    await sam.page.getByRole("link", { name: "Asked for a person" }).first().click();
    await sam.page.getByRole("heading", { name: /^Ticket: / }).waitFor();
    await seen(sam.page, `inbox-ticket-${size}`);

    await press(sam.page, "Take over");
    await sam.page.getByText("Sam has it.").waitFor();
    await write(shopper.page, "are you there?");
    await chat(shopper.page).getByText(/Someone from our team has this chat now/).waitFor();
    await sam.page.reload();
    await sam.page.getByText("are you there?").first().waitFor();
    await sam.page.getByLabel("Your answer").fill("Hello, Sam here.");
    await sam.page.getByLabel("What you often say").selectOption("How can I help");
    await press(sam.page, "Put it in");
    assert.equal(await sam.page.getByLabel("Your answer").inputValue(), "Hello, Sam here.\n\nWhat can I do for you?");
    await press(sam.page, "Send to the customer");
    await chat(shopper.page).getByText("What can I do for you?").waitFor();
    await shopper.page.screenshot({ path: join(screenshots, `inbox-chat-${size}.png`) });
    // The demo shop's own note fades meanwhile.
    await shopper.page.evaluate(() => document.getElementById("toast").remove());
    await accessible(shopper.page);
    await sam.page.getByText("It is the customer's move.").waitFor();

    await sam.page.getByText("Write a note for the team").click();
    await sam.page.getByLabel("Note").fill(`asks again ${hostile}`);
    await press(sam.page, "Keep the note");
    await sam.page.getByText("asks again").waitFor();
    await write(shopper.page, `my name is ${hostile}`);
    await until("it was sent", async () => {
      await sam.page.reload();
      return (await sam.page.getByText("my name is").count()) > 0;
    });
    await seen(sam.page, `inbox-answered-${size}`);

    await press(sam.page, "Give back to the assistant");
    await sam.page.getByText("With the assistant").first().waitFor();
    await write(shopper.page, "Where is my order?");
    await chat(shopper.page).getByText(/is late/).first().waitFor();
    for (const { page, faults, context } of [sam, shopper]) {
      assert.deepEqual(faults, []);
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      await context.close();
    }
    await product.operator("DELETE", "/v1/customers/cus_1002");
  });
}

test("two people write at once: the second is told, keeps their text, and sends it after a look", async () => {
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say(`I want to talk to a person ${hostile}`);
  const at = `/console/conversations/${conversation_id}`;
  const [sam, kim] = [await as("Sam", at), await as("Kim", at)];
  await sam.page.getByLabel("Your answer").fill("Sam answers");
  await kim.page.getByLabel("Your answer").fill("Kim answers, too");
  await press(sam.page, "Send to the customer");
  await sam.page.getByText("It is the customer's move.").waitFor();
  await press(kim.page, "Send to the customer");
  await kim.page.getByText("Somebody else acted on this ticket while you were writing.").waitFor();
  assert.equal(await kim.page.getByLabel("Your answer").inputValue(), "Kim answers, too");
  await seen(kim.page, "inbox-collision-desktop");
  const said = async () => (await shopper.messages(conversation_id)).messages.filter((it) => it.role === "human_agent");
  assert.equal((await said()).length, 1);
  await press(kim.page, "Send to the customer");
  await until("it is said", async () => (await said()).length === 2);

  // Handed on and closed, by keyboard alone.
  await kim.page.goto(product.url + at);
  await kim.page.getByLabel("Who has it").focus();
  await kim.page.getByLabel("Who has it").selectOption({ label: "Nobody" });
  await kim.page.getByLabel("Queue").fill("returns");
  await kim.page.keyboard.press("Enter");
  await kim.page.getByText("Nobody has it.").waitFor();
  await kim.page.getByLabel("Close it as").focus();
  await kim.page.keyboard.press("Tab");
  await kim.page.keyboard.press("Enter");
  await kim.page.getByText("Closed ticket").waitFor();
  assert.equal((await shopper.messages(conversation_id)).state, "closed");
  for (const { page, faults, context } of [sam, kim]) {
    assert.deepEqual(faults.filter((fault) => !/412/.test(fault)), []);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    await context.close();
  }
});

for (const size of Object.keys(sizes)) {
  test(`a ticket is tagged, put aside, and found again without anything personal in an address (${size})`, async () => {
    const shopper = await product.shopper();
    const { conversation_id } = await shopper.say("I want to talk to a person");
    const { context, page, faults } = await as("Sam", `/console/conversations/${conversation_id}`, size);
    await page.getByLabel("Tags, with commas").fill(`Late Parcel, ${size}`);
    await press(page, "Save the tags");
    await page.getByRole("link", { name: "late-parcel" }).waitFor();
    await page.getByLabel("Tags, with commas").fill("ada@example.com");
    await press(page, "Save the tags");
    await page.getByText("The tags were not changed").waitFor();
    await page.getByLabel("Put aside until").selectOption("next_monday");
    await press(page, "Put aside");
    await page.getByText("It comes back at once when the customer writes.").waitFor();
    await seen(page, `inbox-aside-${size}`);

    const found = async (words) => {
      await page.goto(`${product.url}/console/inbox?view=snoozed`);
      await page.getByLabel("Words").fill(words);
      await press(page, "Show");
    };
    await until("it is found", async () => {
      await found(`late ${size}`);
      return (await page.getByRole("row").count()) > 1;
    });
    assert.match(page.url(), new RegExp(`q=late\\+${size}`));
    await page.getByText("until Mon").waitFor();
    await seen(page, `inbox-found-${size}`);
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "All open" }).click();
    await page.getByText("No ticket here is like that.").waitFor();
    assert.match(page.url(), /view=open&q=late/);
    for (const typed of ["ada@example.com", "Ada Lovelace"]) {
      await found(typed);
      await page.getByText("find people under").waitFor();
      assert.equal(new URL(page.url()).search, "", "what is not known stays in the body");
      assert.equal(await page.getByLabel("Words").inputValue(), typed);
    }
    await seen(page, `inbox-nothing-${size}`);

    await page.goto(`${product.url}/console/conversations/${conversation_id}`);
    await press(page, "Bring it back now");
    await page.getByText("Sam brought it back").waitFor();
    await press(page, "Close");
    await page.getByText("Closed ticket").waitFor();
    assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
    await context.close();
  });
}

// Tickets that wait under a queue of their own, listed.
async function queueOf(count, queue) {
  const held = [];
  for (let n = 0; n < count; n += 1) {
    const shopper = await product.shopper();
    const { conversation_id } = await shopper.say("I want to talk to a person");
    const { tickets } = await product.operator("GET", `/v1/conversations/${conversation_id}`);
    await product.operator("POST", `/v1/tickets/${tickets[0].id}/assign`, { queue });
    held.push({ shopper, conversation: conversation_id, ticket: tickets[0].id });
  }
  await until("they are listed", async () => (await product.operator("GET", `/v1/tickets?queue=${queue}`)).items.length === count);
  return held;
}

for (const size of Object.keys(sizes)) {
  test(`several are closed at once; the one whose customer wrote meanwhile is left and told of (${size})`, async () => {
    const held = await queueOf(3, `many-${size}`);
    const { context, page, faults } = await as("Sam", `/console/inbox?view=open&queue=many-${size}`, size);
    assert.equal(await page.getByRole("checkbox", { name: /^Select:/ }).count(), 3);
    if (size === "desktop") await page.getByRole("checkbox", { name: "Select all" }).check();
    else for (const box of await page.getByRole("checkbox", { name: /^Select:/ }).all()) await box.check();
    await page.getByText("3 selected").waitFor();
    await page.getByLabel("Add tags").fill("Swept");
    await seen(page, `inbox-many-${size}`);
    await held[1].shopper.say("wait!");
    await press(page, "Close them");
    await page.getByRole("heading", { name: "Done with 2 of 3" }).waitFor();
    await page.getByText("its customer wrote: look at it first").waitFor();
    await seen(page, `inbox-many-done-${size}`);
    await page.reload();
    await page.getByRole("heading", { name: "Done with 2 of 3" }).waitFor();
    await page.getByRole("link", { name: "Back to the list" }).click();
    assert.match(page.url(), new RegExp(`view=open&queue=many-${size}$`));
    await press(page, "Give");
    await page.getByText("Nothing is selected").waitFor();
    const states = await Promise.all(held.map(async ({ shopper, conversation }) => (await shopper.messages(conversation)).state));
    assert.deepEqual(states, ["closed", "with_human", "closed"]);
    assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
    await context.close();
  });
}

test("keys lead through the list and a ticket, are letters in a field, and can be switched off", async () => {
  const held = await queueOf(2, "keys");
  const { context, page, faults } = await as("Sam", "/console/inbox?view=open&queue=keys");
  const { keyboard } = page;
  const focused = (read) => page.evaluate(`(${read})(document.activeElement)`);
  await keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await seen(page, "inbox-keys");
  await keyboard.press("Escape");
  await keyboard.press("j");
  await keyboard.press("j");
  await keyboard.press("j");
  assert.equal(await focused((it) => it.href.split("/").at(-1)), held[1].conversation);
  await keyboard.press("x");
  await page.getByText("1 selected").waitFor();
  await keyboard.press("t");
  await keyboard.type("jkx?");
  assert.equal(await page.getByLabel("Add tags").inputValue(), "jkx?", "in a field they are letters");
  await page.getByRole("heading", { name: "Inbox" }).click();
  await keyboard.press("k");
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Ticket: / }).waitFor();
  await keyboard.press("n");
  await keyboard.type("no");
  assert.equal(await page.getByLabel("Note").inputValue(), "no");
  await page.locator("h1").click();
  for (const [key, name] of [["r", "reply"], ["a", "to"], ["t", "tags"]]) {
    await keyboard.press(key);
    assert.equal(await focused((it) => it.name), name, key);
    await focused((it) => it.blur());
  }
  await keyboard.press("e");
  assert.equal(await focused((it) => it.textContent), "Close");
  assert.equal((await held[0].shopper.messages(held[0].conversation)).state, "with_human", "a key alone closes nothing");
  await focused((it) => it.blur());
  await keyboard.press("Control+r").catch(() => {});
  await page.getByRole("heading", { name: /^Ticket: / }).waitFor();
  await page.getByRole("button", { name: "Keys" }).click();
  await page.getByLabel("Use single keys on this device").uncheck();
  await press(page, "Done");
  await keyboard.press("u");
  await keyboard.press("?");
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.match(page.url(), /conversations/);
  await page.goto(`${product.url}/console/inbox?view=open&queue=keys`);
  await keyboard.press("j");
  assert.equal(await focused((it) => it.tagName), "BODY", "it is remembered");
  assert.deepEqual(faults, []);
  await context.close();
});

test("without scripts lists, bulk and tickets do what they are for", async () => {
  const [held] = await queueOf(1, "plain");
  const { context, page } = await openPage(browser, `${product.url}/console`, "desktop", { javaScriptEnabled: false });
  await page.getByLabel("Your token").fill(team.Sam.token);
  await press(page, "Sign in");
  await page.goto(`${product.url}/console/inbox?view=open&queue=plain`);
  assert.equal(await page.getByRole("button", { name: "Keys" }).count(), 0);
  await page.getByRole("checkbox", { name: /^Select:/ }).check();
  await press(page, "Put them aside");
  await page.getByRole("heading", { name: "Done with 1 of 1" }).waitFor();
  await page.goto(`${product.url}/console/conversations/${held.conversation}`);
  await page.getByText("It comes back at once when the customer writes.").waitFor();
  await context.close();
});

test("a viewer reads and is offered nothing to do", async () => {
  const shopper = await product.shopper();
  const { conversation_id } = await shopper.say("I want to talk to a person");
  const at = `/console/conversations/${conversation_id}`;
  const { context, page, faults } = await as("Vi", at);
  await page.getByRole("heading", { name: /^Ticket: / }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Send to the customer" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: "Take over" }).count(), 0);
  const sent = await page.evaluate(async (at) => (await fetch(`${at}/work/take-over`, { method: "POST" })).status, at);
  assert.equal(sent, 403);
  assert.deepEqual(faults.filter((fault) => !/403/.test(fault)), []);
  await context.close();
});
