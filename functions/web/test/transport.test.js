// What the widget's transport promises, without a browser: node --test functions/web/test/

import assert from "node:assert/strict";
import { test } from "node:test";

import { Failure, parseRetryAfter } from "../src/base/failure.js";
import { pauseMs, retrying } from "../src/base/retry.js";
import { createEventParser, readEvents } from "../src/transport/event_stream.js";

function parsed(pieces) {
  const events = [];
  const parse = createEventParser((name, data) => events.push([name, data]));
  for (const piece of pieces) parse(piece);
  return events;
}

test("an event stream reads the same however it is cut into pieces", () => {
  const stream = ': hello\r\nevent: typing\r\ndata: {}\r\n\r\nevent: message\ndata: {"a":\ndata: 1}\n\ndata:x\r\r';
  const whole = [
    ["typing", "{}"],
    ["message", '{"a":\n1}'],
    ["message", "x"],
  ];
  for (let size = 1; size <= stream.length; size += 1) {
    const pieces = stream.match(new RegExp(`[^]{1,${size}}`, "g"));
    // A last `\r` may be half of `\r\n`: it counts once something follows.
    assert.deepEqual(parsed([...pieces, ":\n"]), whole, `pieces of ${size}`);
  }
});

test("an event without its empty line is not an event", () => {
  assert.deepEqual(parsed(['event: done\ndata: {"state":"open"}\n']), []);
});

test("reading stops at the event that says so, though the stream stays open", async () => {
  const bytes = new TextEncoder().encode("event: done\ndata: {}\n\nevent: message\ndata: {}\n\n");
  let isCancelled = false;
  const body = new ReadableStream({
    start: (stream) => stream.enqueue(bytes),
    cancel: () => {
      isCancelled = true;
    },
  });
  const names = [];
  await readEvents(body, (name) => names.push(name) > 0);
  assert.deepEqual(names, ["done"]);
  assert.ok(isCancelled);
});

test("Retry-After is read as seconds or as a date, and never negative", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(parseRetryAfter("3", now), 3_000);
  assert.equal(parseRetryAfter("Thu, 01 Jan 2026 00:00:05 GMT", now), 5_000);
  assert.equal(parseRetryAfter("Wed, 31 Dec 2025 00:00:05 GMT", now), 0);
  assert.equal(parseRetryAfter("soon", now), 0);
  assert.equal(parseRetryAfter(null, now), 0);
});

test("failures are sorted by what helps", () => {
  const sorted = (status) => {
    const { isRetryable, isRefused } = new Failure("http", { status });
    return isRetryable ? "again" : isRefused ? "edit" : "by hand";
  };
  assert.equal(Failure.of(new TypeError("network")).isRetryable, true);
  for (const status of [408, 429, 500, 503]) assert.equal(sorted(status), "again", `${status}`);
  for (const status of [400, 409, 413, 422]) assert.equal(sorted(status), "edit", `${status}`);
  for (const status of [401, 404]) assert.equal(sorted(status), "by hand", `${status}`);
});

test("pauses grow, differ and stay below their bound", () => {
  assert.ok(pauseMs(2, 30_000, 0) > pauseMs(1, 30_000, 0));
  assert.ok(pauseMs(1, 30_000, 0.9) > pauseMs(1, 30_000, 0.1));
  assert.ok(pauseMs(50, 30_000, 1) <= 30_000);
});

test("a retryable failure is tried three times, another once", async () => {
  const count = async (status) => {
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw new Failure("http", { status });
    };
    await assert.rejects(retrying(attempt));
    return tries;
  };
  assert.deepEqual(await Promise.all([count(503), count(422)]), [3, 1]);
});

test("a pause that would end too late is not begun", async () => {
  const attempt = async () => {
    throw new Failure("http", { status: 429, retryAfterMs: 60_000 });
  };
  const started = Date.now();
  await assert.rejects(retrying(attempt, { until: started + 1_000 }));
  assert.ok(Date.now() - started < 500);
});
