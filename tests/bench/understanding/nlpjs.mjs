// nlp.js on one pair of files: train and test as JSON arrays of [text, label] on the standard input;
// prints [label, score] for every test message.
import { createRequire } from "node:module";
import { join } from "node:path";

// The packages may lie elsewhere than beside this file.
const load = createRequire(join(process.env.NLPJS_FOLDER ?? import.meta.dirname, "package.json"));
const { containerBootstrap } = load("@nlpjs/core");
const { NluNeural } = load("@nlpjs/nlu");
const { LangEn } = load("@nlpjs/lang-en-min");

let input = "";
for await (const part of process.stdin) input += part;
const { train, test } = JSON.parse(input);
const container = await containerBootstrap();
container.use(LangEn);
const nlu = new NluNeural({ container, locale: "en", log: false, useNoneFeature: false });
await nlu.train(train.map(([utterance, intent]) => ({ utterance, intent })));
const answers = [];
const begun = performance.now();
for (const [text] of test) {
  const { classifications } = await nlu.process(text);
  const best = classifications?.[0];
  answers.push([best?.intent ?? "", best?.score ?? 0]);
}
const each_us = ((performance.now() - begun) * 1000) / Math.max(test.length, 1);
process.stdout.write(JSON.stringify({ answers, each_us }));
