// Stands in for a merchant's own service behind a connector: keeps what it is told under a path, records
// what it was asked, and misbehaves on demand.

import { createServer } from "node:http";

export async function startService() {
  const service = new Service();
  await new Promise((resolve) => service.server.listen(0, "127.0.0.1", resolve));
  service.url = `http://127.0.0.1:${service.server.address().port}`;
  return service;
}

class Service {
  // Path to what a GET answers.
  kept = new Map();
  requests = [];
  // Changes that were made, each key once.
  changes = new Map();
  // Called before the ordinary answer; returns true where it has answered by itself.
  misbehave = null;
  server = createServer((request, response) => this.#serve(request, response));

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  asked(method) {
    return this.requests.filter((request) => request.method === method);
  }

  async #serve(request, response) {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    this.requests.push({ method, path: url, headers, body });
    const json = (status, value) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (this.misbehave && (await this.misbehave(request, response, json))) return;
    if (method === "GET") return void json(this.kept.has(url) ? 200 : 404, this.kept.get(url) ?? {});
    const key = headers["idempotency-key"];
    if (!this.changes.has(key)) {
      this.changes.set(key, { method, path: url, body });
      this.kept.set(url, JSON.parse(body));
    }
    json(200, {});
  }
}
