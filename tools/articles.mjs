// Help pages kept as Markdown files with a few lines about them before the text, as articles of the
// knowledge API: `title`, `url`, `language`, `countries`, `tiers`, `channels` (lists in brackets),
// `valid_from` and `valid_until` (days, both included).

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const DAY_MS = 86_400_000;

export function readArticles(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".md")).sort();
  return files.map((name) => readArticle(name.replace(/\.md$/, ""), readFileSync(join(folder, name), "utf8")));
}

export function readArticle(id, text) {
  const parts = /^---\n(.*?)\n---\n(.*)$/s.exec(text);
  if (!parts) throw new Error(`${id}: there is nothing about the page before its text.`);
  const about = Object.fromEntries(parts[1].split("\n").filter(Boolean).map(entry));
  const { countries, tiers, channels, valid_from: from, valid_until: until, ...rest } = about;
  const audience = { countries, tiers, channels };
  for (const name of Object.keys(audience)) if (!audience[name]) delete audience[name];
  return {
    id,
    ...rest,
    body: parts[2],
    ...(Object.keys(audience).length > 0 ? { audience } : {}),
    ...(from ? { valid_from: `${from}T00:00:00Z` } : {}),
    ...(until ? { valid_until: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS).toISOString() } : {}),
  };
}

function entry(line) {
  const [, name, value] = /^(\w+):\s*(.*)$/.exec(line) ?? [];
  if (!name) throw new Error(`“${line}” is not \`name: value\`.`);
  const list = /^\[(.*)\]$/.exec(value);
  return [name, list ? list[1].split(",").map(plain).filter(Boolean) : plain(value)];
}

function plain(value) {
  return value.trim().replace(/^(["'])(.*)\1$/, "$2");
}

// Hands articles in, as many at once as the API takes.
export async function putArticles(url, token, articles) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  for (let at = 0; at < articles.length; at += 20) {
    const body = JSON.stringify({ articles: articles.slice(at, at + 20) });
    const response = await fetch(`${url}/v1/knowledge`, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`The articles were refused: ${await response.text()}`);
  }
}
