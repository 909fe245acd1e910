// A real Chromium, driven by Playwright, and what every test of a page does with it. From the environment (EDGEWISE_CHROMIUM), else the one of the
// system, else the one that an npm package ships (Linux x64): no download at test time.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { root } from "../../tools/steps.mjs";
import { secrets } from "./product.mjs";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const sizes = { desktop: { width: 1280, height: 844 }, phone: { width: 390, height: 844 } };
export const screenshots = join(root, "tests", "screenshots");

export async function openBrowser() {
  mkdirSync(screenshots, { recursive: true });
  const own = process.env.EDGEWISE_CHROMIUM ?? installed.find((path) => existsSync(path));
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  if (own) return chromium.launch({ executablePath: own, args: flags });
  const { default: shipped } = await import("@sparticuz/chromium");
  const executablePath = await shipped.executablePath();
  // Its own flags are for a machine without processes to spare: in a single process, the first page
  // that closes takes the browser with it.
  const kept = shipped.args.filter((flag) => !["--single-process", "--no-zygote", "--in-process-gpu"].includes(flag));
  return chromium.launch({ executablePath, args: [...kept, ...flags], headless: true });
}

// A page of a person of their own, with what the browser complains about.
export async function openPage(browser, address, size = "desktop", options = {}) {
  // Without motion: colours that are still changing are none that a person reads.
  const still = { bypassCSP: true, reducedMotion: "reduce" };
  const context = await browser.newContext({ viewport: sizes[size], ...still, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(address, { waitUntil: "networkidle" });
  return { context, page, faults };
}

export async function signIn(page, token = secrets.EDGEWISE_OPERATOR_TOKEN) {
  await page.getByLabel("Your token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}

// A page of the console, of somebody who has signed in with this token.
export async function openConsole(browser, product, token, path, size = "desktop") {
  const { context, page, faults } = await openPage(browser, `${product.url}/console`, size);
  await signIn(page, token);
  await page.getByRole("heading", { name: "Conversations" }).waitFor();
  await page.goto(`${product.url}${path}`);
  faults.length = 0; // The door answers 401, which the browser notes.
  return { context, page, faults };
}

// What a machine can tell of WCAG 2.2 AA, and that nothing stands out at the side.
export async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }),
  );
  assert.deepEqual(violations.map((violation) => `${violation.id}: ${violation.nodes[0].target}`), []);
  const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(needed <= given, `${page.url()} needs ${needed} pixels of ${given}`);
}

// What a person sees, in light and in dark: checked, and kept as a picture.
export async function seen(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
    await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
  // A picture of the whole page leaves the place within it uncertain: the next press would move it.
  await page.evaluate(() => scrollTo(0, 0));
}
