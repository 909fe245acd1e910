// What the runtime loads to read messages.

import * as wasm from "../../../target/message/index.js";

wasm.__worker_init_state();

export default { fetch: (request, env, context) => wasm.fetch(request, env, context) };
