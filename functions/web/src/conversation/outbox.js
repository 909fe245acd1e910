/**
 * What the shopper sent, in order, one at a time. A message keeps its id through every try, so the
 * server answers it once however often it arrives.
 */

import { Failure } from "../base/failure.js";
import { retrying } from "../base/retry.js";

/** All tries of one message together. The server ends a turn sooner than this. */
const SENDING_MS_MAX = 30_000;

/**
 * `deliver(entry, signal)` makes one try. `changed(entry)` is called whenever `entry.delivery` is
 * new: `waiting`, `sending`, `sent`, `failed` (may be tried again) or `refused` (may not).
 */
export function createOutbox({ deliver, changed }) {
  let waiting = [];
  let sending = null;
  let controller = null;
  let isStopped = false;

  function mark(entry, delivery) {
    entry.delivery = delivery;
    changed(entry);
  }

  async function run() {
    while (!sending && waiting.length && !isStopped) {
      sending = waiting.shift();
      controller = new AbortController();
      const failure = await send(sending, controller);
      const entry = sending;
      sending = null;
      if (isStopped) return;
      mark(entry, !failure ? "sent" : failure.isRefused ? "refused" : "failed");
      if (failure && !failure.isRefused) failTheRest();
    }
  }

  async function send(entry, tries) {
    const { signal } = tries;
    const timer = setTimeout(() => tries.abort(), SENDING_MS_MAX);
    const until = Date.now() + SENDING_MS_MAX;
    mark(entry, "sending");
    try {
      await retrying(() => deliver(entry, signal), { until, signal });
      return null;
    } catch (error) {
      return Failure.of(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What stands behind a message that failed must not overtake it. */
  function failTheRest() {
    const rest = waiting;
    waiting = [];
    for (const entry of rest) mark(entry, "failed");
  }

  return {
    add(entry) {
      if (entry === sending || waiting.includes(entry)) return;
      waiting.push(entry);
      if (entry.delivery !== "waiting") mark(entry, "waiting");
      run();
    },

    stop() {
      isStopped = true;
      waiting = [];
      controller?.abort();
    },
  };
}
