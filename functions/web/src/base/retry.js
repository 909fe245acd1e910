/** Trying again, with pauses that grow and differ, so that many tabs do not knock at once. */

import { Failure } from "./failure.js";

const FIRST_PAUSE_MS = 700;

/** The pause before try `number + 1`: doubling, at most `max_ms`, and half of it at random. */
export function pauseMs(number, maxMs = 30_000, random = Math.random()) {
  const full = Math.min(maxMs, FIRST_PAUSE_MS * 2 ** (number - 1));
  return full / 2 + (full / 2) * random;
}

/** Resolves after `ms`, or rejects at once when `signal` is aborted. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new Failure("aborted"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Runs `attempt` up to `triesMax` times while its failures are retryable. A pause that the server
 * asked for is kept; one that would end after `until` is not begun.
 */
export async function retrying(attempt, { triesMax = 3, until = Infinity, signal } = {}) {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt();
    } catch (error) {
      const failure = Failure.of(error);
      if (!failure.isRetryable || number >= triesMax || signal?.aborted) throw failure;
      const ms = Math.max(pauseMs(number), failure.retryAfterMs);
      if (Date.now() + ms > until) throw failure;
      await pause(ms, signal);
    }
  }
}
