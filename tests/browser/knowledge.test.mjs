// The console's Knowledge pages in a real browser: what is missing becomes an article, faults are named
// beside their fields, nothing that was written is lost, and hostile text stays text.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { putArticles, readArticles } from "../../tools/articles.mjs";
import { root } from "../../tools/steps.mjs";
import { accessible, openBrowser, openPage, seen, signIn, sizes } from "../harness/browser.mjs";
import { secrets, startProduct, until } from "../harness/product.mjs";
import { page as sitePage, startSite } from "../harness/site.mjs";

const hostile = `</title></textarea><script>window.hacked=1</script>"onfocus="window.hacked=1"autofocus='`;
const pages = ["", "/articles", "/sites", "/ask", "/new"];

let product;
let browser;
before(async () => {
  product = await startProduct({ EDGEWISE_LOCAL_SITES: "on" });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

// A team member in the console, at one of these pages.
async function console_(path, size = "desktop") {
  const { context, page, faults } = await openPage(browser, `${product.url}/console`, size);
  await signIn(page);
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  await page.goto(`${product.url}/console/knowledge${path}`);
  faults.length = 0; // The door answers 401, which the browser notes.
  return { context, page, faults };
}

async function cookie() {
  const body = `token=${secrets.EDGEWISE_OPERATOR_TOKEN}`;
  const response = await product.request("POST", "/console/sign-in", { body, headers: form });
  return response.headers.get("set-cookie").split(";")[0];
}

const form = { "content-type": "application/x-www-form-urlencoded" };
const put = (article) => product.operator("PUT", `/v1/knowledge/articles/${article.id}`, article);
const ids = async () => (await product.operator("GET", "/v1/knowledge")).items.map((item) => item.id);
const field = (page, name) => page.locator(`[name=${name}]`);
const heading = (page, name) => page.getByRole("heading", { name }).waitFor();

for (const size of Object.keys(sizes)) {
  test(`with nothing kept, every page says what it is for (${size})`, async () => {
    const { context, page, faults } = await console_("", size);
    for (const path of pages) {
      await page.goto(`${product.url}/console/knowledge${path}`);
      await seen(page, `knowledge-empty${path.replace("/", "-")}-${size}`);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a question without an answer becomes an article, is told, and leaves the list", async () => {
  await putArticles(product.url, secrets.EDGEWISE_OPERATOR_TOKEN, readArticles(join(root, "functions", "demo", "articles")));
  const said = ["do you offer assembly at home?", "\"><do you offer assembly at home", "do you offer assembly at our home?"];
  for (const text of said) await (await product.shopper()).say(text);
  await until("the questions are in the list", async () => {
    const { gaps } = await product.operator("GET", "/v1/knowledge/findings");
    return gaps.some((gap) => /assembly/.test(gap.question) && gap.count === 3);
  });
  const { context, page, faults } = await console_("");
  const card = page.getByRole("listitem").filter({ hasText: "3 times" });
  await card.getByText(said[1], { exact: true }).waitFor();
  await card.getByRole("link", { name: "Write a page about this" }).click();
  const asked = page.getByRole("complementary", { name: "What customers ask" });
  for (const text of said) await asked.getByText(text, { exact: true }).waitFor();
  // By keyboard alone: from the title to the button.
  await field(page, "title").focus();
  await page.keyboard.type("Assembly");
  await page.keyboard.press("Tab");
  await page.keyboard.type("https://shop.example/pages/assembly");
  await page.keyboard.press("Tab");
  await page.keyboard.type("## Do you offer assembly at home?\n\nWe assemble furniture at your home for $39 in Ohio.");
  await page.keyboard.press("Tab");
  while ((await page.evaluate(() => document.activeElement.textContent)) !== "Show passages") await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await heading(page, "Passages (1)");
  await page.getByRole("heading", { name: "Assembly: Do you offer assembly at home?" }).waitFor();
  for (const text of said) await asked.getByText(text, { exact: true }).waitFor();
  await seen(page, "knowledge-write-desktop");
  await page.getByRole("button", { name: "Save" }).click();
  await heading(page, "It would be told");
  await page.getByRole("status").getByText("We assemble furniture at your home for $39 in Ohio.").waitFor();
  await seen(page, "knowledge-written-desktop");
  const told = await (await product.shopper()).say(said[0]);
  assert.match(told.messages[0].text, /for \$39.*https:\/\/shop\.example\/pages\/assembly/s);
  await page.getByRole("button", { name: "Answered: take it off the list" }).click();
  await page.getByText("The question is off the list").waitFor();
  assert.equal(await page.getByText("assembly").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("every fault is named beside its field, and nothing that was written is lost", async () => {
  const { context, page } = await console_("/new");
  const typed = {
    title: " ",
    url: "javascript:alert(1)",
    body: `\n\n## Wo?\n\n</textarea>${hostile} é 🙂 100% & more`,
    countries: "Canada, UK, Atlantis",
    tiers: "Gold, Rose Gold",
    channels: "web_chat",
    from: "2026-12-24",
    until: "2026-12-01",
  };
  for (const [name, value] of Object.entries(typed)) await field(page, name).fill(value);
  await field(page, "language").selectOption("de");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Not saved yet.").waitFor();
  const wrong = { title: /Write what/, url: /whole https address/, countries: /“Atlantis”/, until: /not be before/ };
  for (const [name, told] of Object.entries(wrong)) {
    assert.equal(await field(page, name).getAttribute("aria-invalid"), "true", name);
    assert.match(await page.locator(`#${await field(page, name).getAttribute("aria-describedby")}`).innerText(), told);
  }
  assert.equal(await page.locator("[aria-invalid]").count(), Object.keys(wrong).length);
  for (const [name, value] of Object.entries(typed)) assert.equal(await field(page, name).inputValue(), value.trim() && (name === "body" ? value : value.trim()), name);
  assert.equal(await field(page, "language").inputValue(), "de");
  await seen(page, "knowledge-faults-desktop");
  await page.setViewportSize(sizes.phone);
  await seen(page, "knowledge-faults-phone");
  await page.getByRole("link", { name: /“Atlantis”/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement.name ?? location.hash), "countries");
  const right = { title: hostile, url: "https://shop.example/pages/x", countries: "Canada, UK", until: "2026-12-26" };
  for (const [name, value] of Object.entries(right)) await field(page, name).fill(value);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. It is found from the next question on.").waitFor();
  const id = page.url().match(/articles\/([^?]+)/)[1];
  const { article } = await product.operator("GET", `/v1/knowledge/articles/${id}`);
  assert.deepEqual(article, {
    id,
    title: hostile,
    url: "https://shop.example/pages/x",
    format: "markdown",
    body: typed.body,
    language: "de",
    audience: { countries: ["CA", "GB"], tiers: ["Gold", "Rose Gold"], channels: ["web_chat"] },
    valid_from: "2026-12-24T00:00:00.000Z",
    valid_until: "2026-12-27T00:00:00.000Z",
  });
  await context.close();
});

test("hostile titles, texts and questions are shown as text, everywhere", async () => {
  const sale = (id, days) => ({ id, title: `${id} ${hostile}`, body: `You can return <b onclick="hacked=1">items</b> within ${days} days of delivery.` });
  await put(sale("promise", 14));
  await put(sale("promise-too", 30));
  await put({ ...sale("over", 30), body: "Summer sale: 20% off all lamps.", valid_until: "2020-09-01T00:00:00Z" });
  const { context, page, faults } = await console_("");
  const q = encodeURIComponent(`within how many days can I return items? ${hostile}`);
  const visited = [
    ...pages, `/new?about=${q}`, `/ask?q=${q}&tier=${q}`, `/ask?q=x&country=${q}`, `/ask?q=${q}&saved=${q}`,
    "/articles/promise", "/articles/promise/delete", `/articles/${q}`,
  ];
  for (const path of visited) {
    await page.goto(`${product.url}/console/knowledge${path}`);
    await accessible(page);
    assert.equal(await page.evaluate(() => [window.hacked, document.scripts.length, document.querySelector("[onfocus], [onclick]")].join()), ",0,", path);
  }
  await page.goto(`${product.url}/console/knowledge`);
  await page.getByRole("link", { name: `promise ${hostile}`, exact: true }).first().waitFor();
  await page.getByRole("link", { name: `over ${hostile}`, exact: true }).waitFor();
  assert.deepEqual(faults.filter((fault) => !/404/.test(fault)), []);
  await context.close();
  for (const id of ["promise", "promise-too", "over"]) await product.request("DELETE", `/v1/knowledge/articles/${id}`, { token: secrets.EDGEWISE_OPERATOR_TOKEN });
});

for (const size of Object.keys(sizes)) {
  test(`findings, articles and a tried question can be read (${size})`, async () => {
    await put({ id: "promise", title: "Our promise", body: "You can return items within 14 days of delivery." });
    await put({ id: "exchange-promise", title: "Sending things back", body: "You can return items within 45 days of delivery." });
    for (const text of ["do you take part in a recycling scheme for old mattresses?", "is there a paper catalogue I can order by post?", "can I bring my dog to your store?"]) {
      await (await product.shopper()).say(text);
    }
    await until("the questions are in the list", async () =>
      (await product.operator("GET", "/v1/knowledge/findings")).gaps.some((gap) => /bring my/.test(gap.question)));
    const { context, page, faults } = await console_("", size);
    await seen(page, `knowledge-findings-${size}`);
    await page.getByRole("link", { name: "Articles", exact: true }).click();
    await heading(page, "Articles");
    await seen(page, `knowledge-articles-${size}`);
    await field(page, "q").fill("how long do I have to return something?");
    await page.getByRole("button", { name: "Ask" }).click();
    await heading(page, "What was found");
    await seen(page, `knowledge-conflict-${size}`);
    await field(page, "q").fill("what does express delivery cost?");
    await field(page, "country").fill("Canada");
    await page.getByRole("button", { name: "Ask" }).click();
    await heading(page, "It would be told");
    await page.getByText("Asked from Canada").waitFor();
    await page.getByText(/it is for customers in United States only/).first().waitFor();
    await seen(page, `knowledge-ask-${size}`);
    await page.goto(`${product.url}/console/knowledge/articles/holiday-returns-2025`);
    await seen(page, `knowledge-edit-${size}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("an article that somebody else changed meanwhile is not overwritten unseen, and one is deleted only when asked again", async () => {
  await put({ id: "mine", title: "Mine", body: "We wrap gifts.", valid_until: "2030-05-31T23:59:59Z" });
  const { context, page } = await console_("/articles/mine");
  assert.equal(await field(page, "until").inputValue(), "2030-05-31");
  await put({ id: "mine", title: "Mine", body: "We wrap no gifts.", valid_until: "2030-05-31T23:59:59Z" });
  await field(page, "body").fill("We wrap all gifts.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText(/Somebody changed this article/).waitFor();
  assert.equal(await field(page, "body").inputValue(), "We wrap all gifts.");
  const kept = async () => (await product.operator("GET", "/v1/knowledge/articles/mine")).article;
  assert.equal((await kept()).body, "We wrap no gifts.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  // A day that nobody touched stays the instant that it was.
  assert.deepEqual([(await kept()).body, (await kept()).valid_until], ["We wrap all gifts.", "2030-05-31T23:59:59.000Z"]);
  await page.getByRole("link", { name: "Delete this article" }).click();
  await page.getByRole("heading", { name: "Delete “Mine”?" }).waitFor();
  await seen(page, "knowledge-delete-desktop");
  await page.getByRole("link", { name: "Keep it" }).click();
  assert.ok((await ids()).includes("mine"));
  await page.getByRole("link", { name: "Delete this article" }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await page.getByText("The article is deleted.").waitFor();
  assert.ok(!(await ids()).includes("mine"));
  await context.close();
});

test("who is signed out while writing keeps what they wrote", async () => {
  const { context, page } = await console_("/new");
  await field(page, "title").fill("Long work");
  await field(page, "body").fill("Many words.");
  await context.clearCookies();
  await page.getByRole("button", { name: "Save" }).click();
  await heading(page, "You are signed out");
  await seen(page, "knowledge-signed-out-desktop");
  assert.ok(!(await product.operator("GET", "/v1/knowledge")).items.some((item) => item.title === "Long work"));
  const [other] = await Promise.all([context.waitForEvent("page"), page.getByRole("link", { name: "Sign in in another tab" }).click()]);
  await signIn(other);
  await heading(other, "Conversations");
  // As people do who are in a hurry: the form is sent twice.
  await page.getByRole("button", { name: "Save" }).dblclick();
  await page.getByText("Saved.").waitFor();
  const kept = (await product.operator("GET", "/v1/knowledge")).items.filter((item) => item.title === "Long work");
  assert.equal(kept.length, 1, "a form that is sent twice is kept once");
  await context.close();
});

test("nobody else's page and nobody signed out changes anything, and no page is heavy", async () => {
  const signedIn = await cookie();
  const before = await ids();
  const changes = ["/new", "/articles/gift-cards", "/articles/gift-cards/delete", "/gaps"];
  for (const path of changes) {
    const send = (headers) => product.request("POST", `/console/knowledge${path}`, { body: "title=x&body=y&nonce=1&question=x", headers: { ...form, ...headers } });
    assert.equal((await send({})).status, 401, path);
    assert.equal((await send({ cookie: signedIn, "sec-fetch-site": "cross-site" })).status, 403, path);
    assert.equal((await send({ cookie: signedIn, "sec-fetch-site": "same-site" })).status, 403, path);
    assert.equal((await send({ cookie: signedIn, origin: "https://evil.example" })).status, 403, path);
  }
  assert.deepEqual(await ids(), before);
  const get = (path, headers = { cookie: signedIn }) => product.request("GET", `/console/knowledge${path}`, { headers });
  const style = await (await product.request("GET", "/console.css")).text();
  for (const path of [...pages, "/ask?q=do+gift+cards+expire", "/articles/gift-cards", "/articles/gift-cards/delete"]) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("content-security-policy"), /default-src 'none'/);
    const weight = gzipSync((await response.text()) + style).length;
    assert.ok(weight <= 60 * 1024, `${path} weighs ${weight} bytes`);
    assert.equal((await get(path, {})).status, 401, path);
  }
  assert.equal((await get("/articles/nothing")).status, 404);
  assert.equal((await product.request("PUT", "/console/knowledge/new", { headers: { cookie: signedIn } })).status, 405);
});

for (const size of Object.keys(sizes)) {
  test(`a site is named, read, and shows what came of it (${size})`, async () => {
    const site = await startSite();
    site.pages.set("/", `${sitePage("Parking", "<p>You can park in the yard behind the shop for two hours.</p>")}`);
    const { context, page, faults } = await console_("/sites", size);
    await field(page, "url").fill("http://10.0.0.1/");
    await page.getByRole("button", { name: "Read it", exact: true }).click();
    await page.getByText(/^It must /).waitFor();
    assert.equal(await field(page, "url").inputValue(), "http://10.0.0.1/", "what was written stays");
    faults.length = 0; // What was refused answers 422, which the browser notes.
    await field(page, "url").fill(site.url);
    await page.getByRole("button", { name: "Read it", exact: true }).click();
    await page.getByText("The site is being read.").waitFor();
    await until("it was read", async () => {
      await page.goto(`${product.url}/console/knowledge/sites`);
      return (await page.getByText(/1 page is kept.*ended/).count()) > 0;
    });
    await page.getByText("What became of each address").click();
    await seen(page, `knowledge-sites-${size}`);
    const forget = page.getByRole("button", { name: "Forget it and its pages" });
    assert.equal(await forget.isVisible(), false, "what cannot be undone is asked for twice");
    await page.getByText("Forget this site").click();
    await forget.click();
    await page.getByText("The site is forgotten").waitFor();
    assert.equal((await ids()).filter((id) => id.includes("127-0-0-1")).length, 0);
    assert.deepEqual(faults, []);
    await context.close();
    await site.stop();
  });
}
