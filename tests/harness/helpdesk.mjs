// Stands in for the systems that tickets are sent to, each in the format that it documents: an endpoint of
// Standard Webhooks (/hook…), Zendesk (/zendesk), Gorgias (/gorgias), Slack's incoming webhooks (/slack…) and the
// service that sends emails (/email). Records what it was asked, and misbehaves on demand.

import { createHmac } from "node:crypto";
import { createServer } from "node:http";

export async function startHelpdesk() {
  const helpdesk = new Helpdesk();
  await new Promise((resolve) => helpdesk.server.listen(0, "127.0.0.1", resolve));
  helpdesk.url = `http://127.0.0.1:${helpdesk.server.address().port}`;
  return helpdesk;
}

class Helpdesk {
  requests = [];
  // Tickets of Zendesk and of Gorgias, by their own numbers.
  zendesk = new Map();
  gorgias = new Map();
  mails = new Map();
  #made = new Map();
  #next = 35_000;
  // Called before the ordinary answer; returns true where it has answered by itself. `serve` does what is asked first.
  misbehave = null;
  server = createServer((request, response) => this.#take(request, response));

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  // What came to a path, oldest first.
  to(path) {
    return this.requests.filter((request) => request.path.startsWith(path));
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const { method, url: path, headers } = request;
    const asked = { method, path, headers, body, at: Date.now() };
    this.requests.push(asked);
    const answer = (status, value, more = {}) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      response.writeHead(status, { "content-type": "application/json", ...more }).end(text);
    };
    const serve = () => this.#answer(asked);
    if (this.misbehave && (await this.misbehave(asked, answer, serve, response))) return;
    answer(...serve());
  }

  // Status, body and headers.
  #answer({ method, path, headers, body }) {
    const url = new URL(path, "http://helpdesk");
    const [system, ...rest] = url.pathname.slice(1).split("/");
    const read = () => JSON.parse(body);
    if (system === "zendesk") return this.#zendesk(method, rest.join("/"), url, headers, body);
    if (system === "gorgias") return this.#gorgias(method, rest.join("/"), url, headers, body);
    if (system.startsWith("slack")) return read().text ? [200, "ok"] : [400, "invalid_payload"];
    if (system === "email") {
      this.mails.set(headers["idempotency-key"], read());
      return [200, {}];
    }
    return [204, ""];
  }

  #zendesk(method, path, url, headers, body) {
    if (headers.authorization !== basic("bot@shop.example/token:zendesk-key")) return [401, { error: "Couldn't authenticate you" }];
    if (method === "POST" && path === "api/v2/tickets.json") {
      const key = headers["idempotency-key"];
      const before = this.#made.get(key);
      if (before) {
        return before.body === body ? [201, before.answer, { "x-idempotency-lookup": "hit" }] : [400, { error: "IdempotentRequestError" }];
      }
      const { ticket } = JSON.parse(body);
      const id = (this.#next += 1);
      const source = ticket.via_followup_source_id;
      if (source !== undefined && this.zendesk.get(source)?.status !== "closed") return [422, { error: "RecordInvalid" }];
      const kept = { id, external_id: ticket.external_id, status: "new", subject: ticket.subject, requester_id: 20_978_392, comments: [this.#comment(ticket.comment)], asked: ticket };
      this.zendesk.set(id, kept);
      const answer = { ticket: { ...kept, comments: undefined, asked: undefined }, audit: { id: 1, ticket_id: id, events: [] } };
      this.#made.set(key, { body, answer });
      return [201, answer, { "x-idempotency-lookup": "miss" }];
    }
    if (method === "GET" && path === "api/v2/tickets.json") {
      const wanted = url.searchParams.get("external_id");
      return [200, { tickets: [...this.zendesk.values()].filter((ticket) => ticket.external_id === wanted) }];
    }
    const [, id, part] = path.match(/^api\/v2\/tickets\/(\d+)(\/comments)?\.json$/) ?? [];
    const held = this.zendesk.get(Number(id));
    if (!held) return [404, { error: "RecordNotFound" }];
    if (method === "GET" && part) {
      const users = url.searchParams.get("include") === "users" ? { users: zendeskUsers } : {};
      return [200, { comments: held.comments.toReversed(), ...users }];
    }
    if (method === "GET") return [200, { ticket: { ...held, comments: undefined, asked: undefined } }];
    if (method !== "PUT" || part) return [405, {}];
    const { ticket } = JSON.parse(body);
    if (held.status === "closed") {
      return [422, { error: "RecordInvalid", details: { status: [{ description: "Status: closed prevents ticket update" }] } }];
    }
    if (ticket.comment) held.comments.push(this.#comment(ticket.comment));
    held.status = ticket.status ?? held.status;
    return [200, { ticket: { id: held.id, status: held.status } }];
  }

  // A comment as it is kept; without an author it is whoever holds the key.
  #comment(comment) {
    return { author_id: 1, ...comment, id: (this.#next += 1) };
  }

  #gorgias(method, path, url, headers, body) {
    if (headers.authorization !== basic("bot@shop.example:gorgias-key")) return [401, { error: { msg: "Unauthorized" } }];
    if (method === "POST" && path === "api/tickets") {
      const asked = JSON.parse(body);
      if (!asked.messages?.length || !asked.customer?.email) return [400, { error: { msg: "Failed to create ticket" } }];
      const id = (this.#next += 1);
      const kept = { ...asked, id, status: "open", messages: asked.messages.map((message) => ({ ...message, id: (this.#next += 1) })) };
      this.gorgias.set(id, kept);
      return [201, kept];
    }
    if (method === "GET" && path === "api/tickets") {
      const wanted = url.searchParams.get("external_id");
      return [200, { data: [...this.gorgias.values()].filter((ticket) => ticket.external_id === wanted) }];
    }
    const [, id, part] = path.match(/^api\/tickets\/(\d+)(\/messages)?$/) ?? [];
    const held = this.gorgias.get(Number(id));
    if (!held) return [404, { error: { msg: "Not found" } }];
    if (method === "GET") return [200, part ? { data: held.messages } : held];
    if (method === "PUT" && !part) return [202, Object.assign(held, JSON.parse(body))];
    if (method !== "POST" || !part) return [405, {}];
    const message = { ...JSON.parse(body), id: (this.#next += 1) };
    held.messages.push(message);
    return [201, message];
  }
}

const zendeskUsers = [
  { id: 1, role: "agent", name: "Edgewise" },
  { id: 9, role: "agent", name: "Sam Zen" },
  { id: 20_978_392, role: "end-user", name: "A customer" },
];

const basic = (pair) => `Basic ${Buffer.from(pair).toString("base64")}`;

// Whether a webhook is signed as Standard Webhooks says, by this key and within five minutes.
export function isSigned({ headers, body }, secret) {
  const { "webhook-id": id, "webhook-timestamp": second, "webhook-signature": given } = headers;
  if (!id || id.includes(".") || Math.abs(Date.now() / 1000 - Number(second)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${second}.${body}`).digest("base64");
  return given.split(" ").includes(`v1,${expected}`);
}
