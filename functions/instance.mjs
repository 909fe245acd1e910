// Hands every call to the WebAssembly instance, and survives it.
//
// A panic ends the instance: by itself the runtime would kill every request in flight, leave callers
// of an object hanging and silence its sockets. So every call is raced against the news of a panic,
// is answered with 503 then, and the next call gets a fresh instance. Objects come back from their
// storage; what they had not committed was not acknowledged.

import * as wasm from "./dist/index.js";

export { wasm };

const state = wasm.__worker_init_state();
const inFlight = new Set();

addEventListener("error", (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) fail(event.error);
});

function fail(error) {
  state.criticalError = true;
  for (const reject of inFlight) reject(error);
  inFlight.clear();
}

function revive() {
  if (!state.criticalError) return;
  wasm.__wbg_reset_state();
  state.criticalError = false;
  state.instanceId += 1;
}

export async function guarded(call, broken) {
  let reject;
  const panic = new Promise((_, rejectPanic) => {
    reject = rejectPanic;
    inFlight.add(reject);
  });
  try {
    revive();
    return await Promise.race([call(), panic]);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    console.error("fault code=wasm.panic");
    if (!state.criticalError) fail(error);
    return broken(error);
  } finally {
    inFlight.delete(reject);
  }
}

export function unavailable() {
  const problem = {
    type: "/problems/unavailable",
    title: "Not available for a moment",
    status: 503,
    detail: "Please send the same request again.",
    code: "unavailable",
    request_id: "",
  };
  return new Response(JSON.stringify(problem), {
    status: 503,
    headers: { "content-type": "application/problem+json", "retry-after": "1" },
  });
}

export function rethrow(error) {
  throw new Error(error.message);
}

export function object(name) {
  return class {
    #context;
    #env;
    #inner;
    #instanceId;

    constructor(context, env) {
      this.#context = context;
      this.#env = env;
    }

    // The object of the present instance; after a panic it is made again from its storage.
    get #object() {
      revive();
      if (this.#instanceId !== state.instanceId) {
        this.#inner = new wasm[name](this.#context, this.#env);
        this.#instanceId = state.instanceId;
      }
      return this.#inner;
    }

    fetch(request) {
      return guarded(() => this.#object.fetch(request), unavailable);
    }

    alarm() {
      return guarded(() => this.#object.alarm(), rethrow);
    }

    webSocketMessage(socket, message) {
      const close = () => socket.close(1011, "please reconnect");
      return guarded(() => this.#object.webSocketMessage(socket, message), close);
    }

    webSocketClose(socket, code, reason, clean) {
      return guarded(() => this.#object.webSocketClose(socket, code, reason, clean), () => {});
    }

    webSocketError(socket, error) {
      return guarded(() => this.#object.webSocketError(socket, error), () => {});
    }
  };
}
