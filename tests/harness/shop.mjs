// Stands in for a merchant's own backend: serves what the tests need of the Commerce API, records
// what it was asked, and misbehaves on demand.

import { createServer } from "node:http";

const usd = (amount) => ({ amount: amount.toFixed(2), currency: "USD" });

export async function startShop() {
  const shop = new Shop();
  await shop.listen();
  return shop;
}

export class Shop {
  customers = new Map();
  products = new Map();
  orders = new Map();
  requests = [];
  cancellations = [];
  // Codes for something off: what each takes off in hundredths.
  codes = new Map();
  discounts = [];
  subscriptions = new Map();
  subscriptionChanges = [];
  answers = new Map();
  // Called before the ordinary answer; returns true where it has answered by itself.
  misbehave = null;

  async listen(port = 0) {
    this.server = createServer((request, response) => this.#serve(request, response));
    await new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  add(order) {
    this.orders.set(order.id, order);
    return order;
  }

  async #serve(request, response) {
    let body = "";
    const url = new URL(request.url, "http://shop");
    if (url.pathname === "/deliver" && this.misbehave) return void (await this.misbehave(request, response, url));
    for await (const chunk of request) body += chunk;
    const key = request.headers["idempotency-key"];
    this.requests.push({ method: request.method, path: url.pathname, key });
    if (this.misbehave && (await this.misbehave(request, response, url))) return;
    this.answer(request, response, url, key, body);
  }

  answer(request, response, url, key, body) {
    const parts = url.pathname.split("/").slice(1).map(decodeURIComponent);
    const reply = (status, value) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (parts[0] === "capabilities") {
      return reply(200, { operations: [], cancel_reasons: ["no longer needed"], currency: "USD" });
    }
    if (parts[0] === "customers" && parts.length === 1) {
      const of = (customer, name) => (name === "zip" ? customer.default_address?.zip : customer[name]) ?? "";
      const fits = (customer) =>
        [...url.searchParams].every(([name, value]) => of(customer, name).toLowerCase() === value.toLowerCase());
      return reply(200, { items: [...this.customers.values()].filter(fits), next_cursor: null });
    }
    if (parts[0] === "customers" && parts[2] === "orders") {
      const items = [...this.orders.values()].filter((order) => order.customer_id === parts[1]);
      return reply(200, { items, next_cursor: null });
    }
    if (parts[0] === "customers" && parts.length === 2 && this.customers.has(parts[1])) {
      return reply(200, this.customers.get(parts[1]));
    }
    if (parts[0] === "products" && parts.length === 1) {
      const query = (url.searchParams.get("query") ?? "").toLowerCase();
      const items = [...this.products.values()].filter((it) => it.title.toLowerCase().includes(query));
      return reply(200, { items, next_cursor: null });
    }
    if (parts[0] === "products" && this.products.has(parts[1])) {
      return reply(200, this.products.get(parts[1]));
    }
    if (parts[0] === "checkouts") {
      const { discount_code: code } = JSON.parse(body);
      if (code && !this.codes.has(code)) return reply(422, { code: "invalid" });
      const off = code ? this.codes.get(code) : 0;
      return reply(201, { id: "co_1", url: "https://shop.example/cart/co_1", total: usd((40 * (100 - off)) / 100) });
    }
    if (parts[0] === "discounts") {
      if (this.answers.has(key)) return reply(201, this.answers.get(key));
      const made = { code: `THANKS${this.discounts.length + 1}`, ...JSON.parse(body) };
      this.discounts.push(made);
      this.answers.set(key, { code: made.code, percent: made.percent, expires_at: made.expires_at });
      return reply(201, this.answers.get(key));
    }
    if (parts[0] === "customers" && parts[2] === "subscriptions") {
      const items = [...this.subscriptions.values()].filter((held) => held.customer_id === parts[1]);
      return reply(200, { items, next_cursor: null });
    }
    if (parts[0] === "subscriptions" && this.subscriptions.has(parts[1])) {
      const held = this.subscriptions.get(parts[1]);
      if (parts[2] === "changes" && !this.answers.has(key)) {
        const change = JSON.parse(body);
        this.subscriptionChanges.push({ subscription: held.id, ...change });
        if (!changeSubscription(held, change)) return reply(409, { code: "not_allowed" });
        this.answers.set(key, structuredClone(held));
      }
      return reply(200, parts[2] === "changes" ? this.answers.get(key) : held);
    }
    const order = parts[0] === "orders" ? this.orders.get(parts[1]) : undefined;
    if (!order) return reply(404, { code: "not_found" });
    if (request.method === "GET") return reply(200, order);
    if (parts[2] === "cancel") {
      if (this.answers.has(key)) return reply(200, this.answers.get(key));
      if (order.status !== "pending") return reply(409, { code: "not_allowed" });
      order.status = "cancelled";
      order.cancel_reason = JSON.parse(body).reason;
      order.updated_at = new Date().toISOString();
      order.payments = [...(order.payments ?? []), { kind: "refund", amount: order.total }];
      this.cancellations.push({ order: order.id, key });
      this.answers.set(key, structuredClone(order));
      return reply(200, order);
    }
    return reply(404, { code: "not_found" });
  }
}

// Does a change of a subscription as shops do; false where its state does not allow it.
function changeSubscription(held, { kind, resume_at, next_charge_at }) {
  const wanted = { resume: "paused", pause: "active", skip_next: "active", set_next_charge: "active" }[kind];
  if (held.status === "cancelled" || (wanted && held.status !== wanted)) return false;
  const day = 86_400_000;
  if (kind === "cancel") Object.assign(held, { status: "cancelled", next_charge_at: undefined });
  if (kind === "pause") Object.assign(held, { status: "paused", next_charge_at: undefined, resume_at });
  if (kind === "resume") Object.assign(held, { status: "active", next_charge_at, resume_at: undefined });
  if (kind === "set_next_charge") held.next_charge_at = next_charge_at;
  if (kind === "skip_next") {
    held.next_charge_at = new Date(Date.parse(held.next_charge_at) + held.interval_days * day).toISOString();
  }
  return true;
}
