// The log in a real browser: narrowed by kind and person, paged, proven whole, and taken along as the file that
// `npm run audit` reads.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { firstBreak } from "../../tools/audit.mjs";
import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { event, startProduct, uniqueId } from "../harness/product.mjs";

const path = "/console/playbook/log";
let product;
let browser;
const team = {};

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  team.viewer = await product.operator("POST", "/v1/team", { name: "Vi", role: "viewer" });
  team.editor = await product.operator("POST", "/v1/team", { name: `Zoë <script>window.hacked=1</script>`, role: "editor" });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const rows = (page) => page.locator("tbody tr");

for (const size of Object.keys(sizes)) {
  test(`the log is narrowed, proven whole and taken along (${size})`, async () => {
    const id = uniqueId("cus");
    await product.sendEvents(event("customer.updated", { id, first_name: "Ada" }));
    await product.operator("GET", `/v1/customers/${id}/export`);
    for (let revision = 0; revision < 120; revision += 1) {
      await product.json("PUT", "/v1/playbook/draft", { token: team.editor.token, body: { brand: { name: `Shop ${size} ${revision}` } } });
    }
    const { context, page, faults } = await openConsole(browser, product, team.viewer.token, path, size);
    await page.getByRole("heading", { name: "Log" }).waitFor();
    const first = Number((await rows(page).first().locator("td").first().textContent()).trim());
    assert.ok(first > 120, "the newest come first");

    await page.getByLabel("Who").selectOption({ label: "Owner" });
    await page.getByLabel("What").selectOption({ label: "customer exported" });
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText(/customer exported: customer c/).first().waitFor();
    for (const text of await rows(page).allTextContents()) assert.match(text, /customer exported/);
    assert.ok(!(await page.content()).includes(id), "the log does not say who they were");
    await seen(page, `log-narrowed-${size}`);
    await page.getByLabel("What").selectOption({ label: "rolled back" });
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("No line is like that.").waitFor();
    await page.getByRole("link", { name: "Show all" }).click();
    if (size === "phone") {
      await page.getByRole("link", { name: "Earlier entries" }).click();
      await rows(page).first().waitFor();
      assert.equal(Number((await rows(page).first().locator("td").first().textContent()).trim()), first - 200);
    }

    await page.goto(product.url + path);
    await page.getByRole("link", { name: "Is it whole?" }).click();
    await page.getByText(`each of its ${first} lines follows from the one before`).waitFor();
    await seen(page, `log-whole-${size}`);
    const saving = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download all of it" }).click();
    const file = readFileSync(await (await saving).path(), "utf8");
    const lines = file.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    assert.equal(lines.length, first);
    assert.equal(firstBreak(lines), undefined);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
