// `npm run audit -- [file]`: says whether a log of who decided what is whole. Without a file it asks a
// running product (`EDGEWISE_URL`, `EDGEWISE_OPERATOR_TOKEN`); `--export file` keeps it first.
//
// Written apart from the product, so that the product is not its own witness.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

// The sequence at which a log is broken; undefined where it is whole.
export function firstBreak(lines) {
  let previous = sha256("");
  for (const [index, { entry, hash }] of lines.entries()) {
    const whole = entry.sequence === index + 1 && entry.previous === previous && hash === sha256(JSON.stringify(entry));
    if (!whole) return index + 1;
    previous = hash;
  }
  return undefined;
}

export async function readLog(url, token) {
  const lines = [];
  for (let after = 0; after !== undefined; ) {
    const response = await fetch(`${url}/v1/audit?after=${after}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`The log was not given: ${response.status}`);
    const page = await response.json();
    lines.push(...page.items);
    after = page.next;
  }
  return lines;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [first, second] = process.argv.slice(2);
  const { EDGEWISE_URL = "http://127.0.0.1:8787", EDGEWISE_OPERATOR_TOKEN = "" } = process.env;
  const lines =
    first && first !== "--export"
      ? readFileSync(first, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line))
      : await readLog(EDGEWISE_URL, EDGEWISE_OPERATOR_TOKEN);
  if (first === "--export" && second) writeFileSync(second, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const broken = firstBreak(lines);
  console.log(broken === undefined ? `Whole: ${lines.length} entries.` : `Broken at entry ${broken}.`);
  process.exitCode = broken === undefined ? 0 : 1;
}
