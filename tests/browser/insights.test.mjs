// Insights in a real browser: the empty page teaches, the full one can be read without its charts, and every span
// is an address.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { fill } from "../../tools/seed.mjs";
import { openBrowser, openConsole, seen, sizes } from "../harness/browser.mjs";
import { startProduct } from "../harness/product.mjs";

let product;
let browser;
let vi;
before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  vi = await product.operator("POST", "/v1/team", { name: "Vi", role: "viewer" });
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

for (const size of Object.keys(sizes)) {
  test(`with nothing counted it says what will be (${size})`, async () => {
    const { context, page, faults } = await openConsole(browser, product, vi.token, "/console/insights", size);
    await page.getByText("is never counted as resolved", { exact: false }).waitFor();
    await seen(page, `insights-empty-${size}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

for (const size of Object.keys(sizes)) {
  test(`what came of a quarter's conversations (${size})`, async () => {
    if (size === "desktop") await fill(await product.index(), { conversations: 3000, tickets: 300, days: 120 });
    const { context, page, faults } = await openConsole(browser, product, vi.token, "/console/insights", size);
    const shown = page.getByRole("navigation", { name: "Span" }).locator("[aria-current=page]");
    assert.equal(await shown.textContent(), "Last 30 days");
    const view = await product.operator("GET", "/v1/insights");
    const { verified, confirmed, presumed, escalated, abandoned, unassisted } = view.issues;
    const ended = verified + confirmed + presumed + escalated + abandoned + unassisted;
    await page.getByText(`${verified + confirmed} of ${ended} issues that have ended`).waitFor();
    await seen(page, `insights-${size}`);
    const weight = gzipSync(await page.content()).length + gzipSync(readFileSync("functions/web/dist/console.css")).length;
    assert.ok(weight <= 60 * 1024, `the page weighs ${weight} bytes`);

    // Whoever does not see the chart hears what it says, and finds the numbers in a table.
    const chart = page.getByRole("img", { name: "Issues by what came of them" });
    assert.match(await chart.locator("desc").textContent(), /issues in all; \d+ of \d+ that have ended/);
    await page.getByText("As a table", { exact: true }).click();
    await page.getByText("As a table with every outcome").click();
    const rows = page.getByRole("region", { name: "What came of it, by day" }).getByRole("row");
    assert.equal(await rows.count(), 31);
    const sums = await rows.evaluateAll((all) => all.slice(1).map((row) => Number(row.cells[1].textContent)));
    assert.equal(sums.reduce((a, b) => a + b), view.conversations);
    await seen(page, `insights-tables-${size}`);

    // By keyboard to another span, and one that is none.
    await page.getByRole("link", { name: "Last 90 days" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What was asked for" }).waitFor();
    assert.equal(await shown.textContent(), "Last 90 days");
    await seen(page, `insights-quarter-${size}`);
    await page.goto(`${product.url}/console/insights?from=2026-02-02&to=2026-02-01`);
    await page.getByText("The last day must be later than the first.").waitFor();
    await seen(page, `insights-refused-${size}`);
    assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
    await context.close();
  });
}
