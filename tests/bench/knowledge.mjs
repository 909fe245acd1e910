// `npm run bench -- knowledge`: which of the demo shop's pages a question finds, on the real runtime,
// beside the full-text search (BM25) alone. `tests/knowledge/README.md` says how the questions came about.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { putArticles, readArticles } from "../../tools/articles.mjs";
import { root, say } from "../../tools/steps.mjs";
import { secrets, startProduct } from "../harness/product.mjs";

// Default of `knowledge.answer_permille`.
const ANSWER_FROM = 0.6;

export async function knowledge() {
  const product = await startProduct();
  try {
    const articles = readArticles(join(root, "functions", "demo", "articles"));
    await putArticles(product.url, secrets.EDGEWISE_OPERATOR_TOKEN, articles);
    const over = new Set(articles.filter((it) => Date.parse(it.valid_until) <= Date.now()).map((it) => it.id));
    const asked = [];
    for (const line of readFileSync(join(root, "tests", "knowledge", "questions.jsonl"), "utf8").trim().split("\n")) {
      const question = JSON.parse(line);
      const begun = performance.now();
      const found = await product.operator("POST", "/v1/knowledge/search", { question: question.question });
      const ms = performance.now() - begun;
      const holds = (article) => !over.has(article);
      const passages = found.passages.filter((passage) => holds(passage.article));
      asked.push({
        ...question,
        ms,
        ours: [...new Set(passages.map((passage) => passage.article))],
        bm25: found.full_text.filter(holds),
        confidence: passages[0]?.confidence ?? 0,
      });
    }
    for (const part of ["dev", "test"]) tell(part, asked.filter((it) => it.part === part));
    const times = asked.map((it) => it.ms).sort((a, b) => a - b);
    say(`one search over HTTP: median ${times[times.length >> 1].toFixed(1)} ms`);
  } finally {
    await product.stop();
  }
}

function tell(part, asked) {
  const answerable = asked.filter((it) => it.article !== null);
  const others = asked.filter((it) => it.article === null);
  say(`${part}: ${answerable.length} questions with an answer, ${others.length} without`);
  for (const name of ["ours", "bm25"]) {
    const places = answerable.map((it) => it[name].findIndex((id) => id === it.article || it.also?.includes(id)) + 1);
    const within = (most) => share(places.filter((place) => place > 0 && place <= most).length, places.length);
    const mrr = places.reduce((sum, place) => sum + (place > 0 ? 1 / place : 0), 0) / places.length;
    say(`  ${name.padEnd(5)} recall@1 ${within(1)}  recall@3 ${within(3)}  MRR ${mrr.toFixed(3)}`);
  }
  const sure = (it) => it.confidence >= ANSWER_FROM;
  const right = (it) => it.ours[0] === it.article || it.also?.includes(it.ours[0]);
  const quoted = answerable.filter(sure);
  say(
    `  from ${ANSWER_FROM} on: ${quoted.length} of ${answerable.length} quoted at once, ` +
      `${share(quoted.filter(right).length, quoted.length)} of them right; ` +
      `${share(others.filter((it) => !sure(it)).length, others.length)} of those without an answer not answered`,
  );
}

function share(part, whole) {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}
