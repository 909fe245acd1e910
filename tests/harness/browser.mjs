// A real Chromium, driven by Playwright. From the environment (EDGEWISE_CHROMIUM), else the one of the
// system, else the one that an npm package ships (Linux x64): no download at test time.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { root } from "../../tools/steps.mjs";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

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
