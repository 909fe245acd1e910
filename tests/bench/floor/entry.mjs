// What the runtime loads of the floor: the bare function and the bare object, handed through.

import * as wasm from "../../../target/floor/index.js";

wasm.__worker_init_state();

export class FloorObject {
  #inner;

  constructor(context, env) {
    this.#inner = new wasm.FloorObject(context, env);
  }

  fetch(request) {
    return this.#inner.fetch(request);
  }
}

export default { fetch: (request, env, context) => wasm.fetch(request, env, context) };
