// Stands in for Workers AI behind its binding: an entrypoint with the binding's own method. How it misbehaves is said by the
// name of the model, since a binding has no other way in.

export const AI_WORKER = `
import { WorkerEntrypoint } from "cloudflare:workers";
export default { fetch: () => new Response(null, { status: 404 }) };
export class AI extends WorkerEntrypoint {
  async run(model, input) {
    if (model === "@cf/full") throw new Error("3040: Capacity temporarily exceeded, please try again.");
    if (model === "@cf/unknown") throw new Error("5007: No such model");
    const said = JSON.parse(input.messages.at(-1).content);
    const wishes = said.parts.map((part, index) => ({ part, index })).filter(({ part }) => /vanish/.test(part));
    const found = { wishes: wishes.map(({ index }) => ({ wish: "cancel_order", parts: [index] })) };
    return { response: null, tool_calls: [{ name: input.tools[0].function.name, arguments: found }], usage: { total_tokens: 1 } };
  }
}`;
