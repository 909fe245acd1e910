// Each message once and in order, whatever way it comes: node --test functions/web/test/

import assert from "node:assert/strict";
import { test } from "node:test";

import { Failure } from "../src/base/failure.js";
import { createEntries } from "../src/conversation/entries.js";
import { createOutbox } from "../src/conversation/outbox.js";

const said = (id, role, text) => ({ id, role, text, created_at: "2026-01-01T00:00:00Z" });

test("a message that comes twice is there once", () => {
  const entries = createEntries();
  assert.equal(entries.receive(said("m1", "assistant", "Hello")).isNew, true);
  assert.equal(entries.receive(said("m1", "assistant", "Hello")), null);
  assert.equal(entries.list.length, 1);
});

test("one's own message is recognised by its id, or else by its text, oldest first", () => {
  const entries = createEntries();
  const [first, second] = [entries.write("yes"), entries.write("yes")];
  entries.receive(said("m2", "customer", "yes"), second.clientMessageId);
  entries.receive(said("m1", "customer", "yes"));
  assert.deepEqual([first.id, second.id, entries.list.length], ["m1", "m2", 2]);
  const other = entries.receive(said("m3", "customer", "yes"));
  assert.equal(other.isNew, true, "a third one came from another tab");
});

test("a transcript is resumed after its newest message, not after the greeting", () => {
  const entries = createEntries();
  entries.receive(said("greeting", "assistant", "Hello")).entry.isGreeting = true;
  assert.equal(entries.lastId(), null);
  entries.receive(said("m1", "customer", "Hi"));
  entries.write("not yet named");
  assert.equal(entries.lastId(), "m1");
});

test("messages go out one at a time, in order, each added once", async () => {
  const delivered = [];
  let running = 0;
  const outbox = createOutbox({
    changed: () => {},
    deliver: async (entry) => {
      running += 1;
      assert.equal(running, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      delivered.push(entry.text);
    },
  });
  const entries = createEntries();
  const written = ["one", "two", "three"].map((text) => entries.write(text));
  for (const entry of written) outbox.add(entry);
  outbox.add(written[0]);
  outbox.add(written[2]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(delivered, ["one", "two", "three"]);
  assert.deepEqual(written.map((entry) => entry.delivery), ["sent", "sent", "sent"]);
});

test("what waits behind a failed message does not overtake it; a refused one holds nobody up", async () => {
  const fates = async (status) => {
    const outbox = createOutbox({
      changed: () => {},
      deliver: async ({ text }) => {
        if (text === "one") throw new Failure("http", { status });
      },
    });
    const entries = createEntries();
    const written = ["one", "two"].map((text) => entries.write(text));
    for (const entry of written) outbox.add(entry);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return written.map((entry) => entry.delivery);
  };
  assert.deepEqual(await fates(401), ["failed", "failed"]);
  assert.deepEqual(await fates(422), ["refused", "sent"]);
});
