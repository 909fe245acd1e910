// `npm run screenshots`: every page as people see it, on a desktop, on a phone and enlarged to 200 %, in light
// and in dark, with nothing kept and with a shop's day in it. To be looked at; what can be checked is checked
// by the tests beside this.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { putArticles, readArticles } from "../../tools/articles.mjs";
import { build } from "../../tools/build.mjs";
import { command, root, say, setUp } from "../../tools/steps.mjs";

// Half the width in twice the size is what enlarging to 200 % does.
const views = {
  desktop: { viewport: { width: 1280, height: 844 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  zoomed: { viewport: { width: 640, height: 422 }, deviceScaleFactor: 2 },
};
const knowledge = "/console/knowledge";
const playbook = "/console/playbook";
const empty = { inbox: "/console/inbox", insights: "/console/insights", mine: "/console/inbox?view=mine", releases: playbook, scenarios: `${playbook}/scenarios`, try: `${playbook}/try`, list: "/console", findings: knowledge, articles: `${knowledge}/articles`, sites: `${knowledge}/sites`, ask: `${knowledge}/ask` };

await command(async () => {
  await setUp();
  await build();
  const { openBrowser, screenshots } = await import("../harness/browser.mjs");
  const { startProduct } = await import("../harness/product.mjs");
  const product = await startProduct();
  const { fill } = await import("../../tools/seed.mjs");
  const browser = await openBrowser();
  const each = async (paths, prefix) => {
    for (const [view, options] of Object.entries(views)) {
      for (const colorScheme of ["light", "dark"]) {
        const context = await browser.newContext({ ...options, colorScheme, reducedMotion: "reduce" });
        const page = await context.newPage();
        const shoot = (name, fullPage = true) =>
          page.screenshot({ path: join(screenshots, `${prefix}${name}-${view}-${colorScheme}.png`), fullPage });
        await page.goto(`${product.url}/console`);
        if (!prefix) await shoot("sign-in");
        await page.getByLabel("Your token").fill(product.bindings.EDGEWISE_OPERATOR_TOKEN);
        await page.getByRole("button", { name: "Sign in" }).click();
        for (const [name, path] of Object.entries(paths)) {
          await page.goto(product.url + path);
          for (const why of await page.locator("summary", { hasText: /^Why$/ }).all()) await why.click();
          await shoot(name);
        }
        if (!prefix) await shop(page, shoot, product);
        await context.close();
      }
    }
  };
  try {
    await each(empty, "empty-");
    const full = await aDay(product);
    await fill(await product.index(), { conversations: 2000, tickets: 200, days: 30 });
    await each(full, "");
    say(`The pictures are in ${screenshots}.`);
  } finally {
    await browser.close();
    await product.stop();
  }
  process.exit(0);
});

// A shop with its pages, conversations of every kind, and questions that the pages do not answer.
async function aDay(product) {
  await product.release(JSON.parse(readFileSync(join(root, "functions", "demo", "playbook.json"), "utf8")));
  await putArticles(product.url, product.bindings.EDGEWISE_OPERATOR_TOKEN, readArticles(join(root, "functions", "demo", "articles")));
  const promise = { id: "promise", title: "Our promise", body: "You can return items within 14 days of delivery." };
  await product.operator("PUT", "/v1/knowledge/articles/promise", promise);
  const talk = async (customer, ...texts) => {
    const shopper = await product.shopper(customer);
    let said;
    for (const text of texts) said = await shopper.say(text);
    return said.conversation_id;
  };
  await talk("cus_1002", "Where is my order?", "what does express delivery cost?");
  const ticket = await talk("cus_1004", "my parcel arrived broken", "I want to talk to a person");
  const approval = await talk("cus_1003", "my parcel says delivered but it's not here", "no, still not there", "a refund please", "yes");
  const { tickets } = await product.operator("GET", `/v1/conversations/${ticket}`);
  const late = await talk("cus_1005", "this is ridiculous, I want to talk to a person");
  await product.operator("POST", `/v1/tickets/${tickets[0].id}/reply`, { text: "Hello, this is the team. I am looking at it." });
  await product.operator("POST", `/v1/tickets/${tickets[0].id}/notes`, { text: "Asked the warehouse for a picture." });
  const missing = ["do you offer assembly at home?", "can I bring my dog to your store?", "do you offer assembly at our home?"];
  for (const text of missing) await talk(undefined, text);
  await product.operator("PUT", "/v1/playbook/scenarios/hello", {
    name: "Whoever says hello is greeted and handed to nobody", now: "2026-03-02T10:00:00Z",
    turns: [{ say: "hello", expect: { facts: ["greeting"], ticket: null } }],
  });
  await product.operator("PUT", "/v1/playbook/draft", { brand: { name: "Fernhill & Sons" } });
  await product.operator("POST", "/v1/playbook/scenario-runs/draft");
  // The index and the list of questions know a moment later.
  await new Promise((resolve) => setTimeout(resolve, 4000));
  return {
    inbox: "/console/inbox",
    answered: "/console/inbox?view=customer",
    late: `/console/conversations/${late}`,
    list: "/console",
    nothing: "/console?q=nobody",
    ticket: `/console/conversations/${ticket}`,
    approval: `/console/conversations/${approval}`,
    lost: "/console/conversations/c1-1",
    insights: "/console/insights",
    customers: "/console/customers",
    customer: "/console/customers/cus_1004",
    erase: "/console/customers/cus_1004/erase",
    findings: knowledge,
    articles: `${knowledge}/articles`,
    article: `${knowledge}/articles/returns-policy`,
    new: `${knowledge}/new?about=${encodeURIComponent("do you offer assembly at our home?")}`,
    ask: `${knowledge}/ask?q=${encodeURIComponent("what does express delivery cost?")}&country=Canada`,
    unanswered: `${knowledge}/ask?q=${encodeURIComponent("can I bring my dog to your store?")}`,
    delete: `${knowledge}/articles/promise/delete`,
    releases: playbook,
    version: `${playbook}/releases/1`,
    scenarios: `${playbook}/scenarios`,
    try: `${playbook}/try?scenario=hello`,
    log: `${playbook}/log?check=1`,
    past: `${playbook}/past`,
    front: "/",
  };
}

// The demo shop, and the chat in it.
async function shop(page, shoot, product) {
  await page.goto(`${product.url}/demo/`, { waitUntil: "networkidle" });
  await shoot("shop");
  await page.locator("#who").click();
  await shoot("shop-who", false);
  await page.locator("#who-list").getByText("Mateo").first().click();
  await page.locator("#who-name", { hasText: "Mateo" }).waitFor();
  await page.getByRole("button", { name: /^Open chat/ }).first().click();
  await page.getByRole("textbox").waitFor();
  await page.getByRole("log").getByText(/./).first().waitFor();
  await shoot("chat-open", false);
  for (const [text, reply] of [["Where is my order?", /is late/], ["what does express delivery cost?", /This is what/]]) {
    await page.getByRole("textbox").fill(text);
    await page.getByRole("textbox").press("Enter");
    await page.getByRole("log").getByText(reply).first().waitFor();
    await shoot(text.startsWith("Where") ? "chat-order" : "chat-page", false);
  }
  await product.operator("DELETE", "/v1/customers/cus_1002");
}
