// `npm run crash -- [turns] [seed]`: the whole crash test, 200 turns unless said otherwise.

import { crash } from "./crash.mjs";

const [turns, seed] = process.argv.slice(2).map(Number);
const result = await crash({ turns: turns || 200, seed: seed || undefined, log: console.log });
console.log(JSON.stringify(result));
process.exit(result.lost + result.twice + result.replies_missing === 0 ? 0 : 1);
