// The crash test, shorter. The whole of it: `npm run crash`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { crash } from "./crash.mjs";

test("kills at random instants lose no acknowledged message, do nothing twice and miss no reply", async () => {
  const result = await crash({ turns: 24 });
  const { lost, twice, replies_missing, kills } = result;
  assert.ok(kills >= 3, `the runtime was killed ${kills} times only`);
  assert.deepEqual({ lost, twice, replies_missing }, { lost: 0, twice: 0, replies_missing: 0 }, JSON.stringify(result));
});
