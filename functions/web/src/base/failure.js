/** What can go wrong on the way to the server, sorted by what the shopper can do about it. */

const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);

export class Failure extends Error {
  /**
   * `isRetryable`: the same request may succeed later, and the server recognises the repetition.
   * `isRefused`: it never will, as it stands.
   */
  constructor(reason, { status = 0, retryAfterMs = 0 } = {}) {
    super(reason);
    this.name = "Failure";
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.isRetryable = status === 0 || RETRYABLE.has(status);
    this.isRefused = !this.isRetryable && status !== 401 && status !== 404;
  }

  /** Anything thrown: a network error has no status, a failure of ours is passed on. */
  static of(error) {
    return error instanceof Failure ? error : new Failure("network");
  }

  /** An answer that is not a success. */
  static fromResponse(response) {
    const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
    return new Failure("http", { status: response.status, retryAfterMs });
  }

  /** A problem document that came in a stream. */
  static fromProblem(problem) {
    const status = Number.isInteger(problem?.status) ? problem.status : 500;
    return new Failure("problem", { status });
  }
}

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now; 0 where absent or unreadable. */
export function parseRetryAfter(value, now = Date.now()) {
  if (!value) return 0;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
