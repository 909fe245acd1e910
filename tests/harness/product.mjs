// The product on the real runtime, for tests: started, spoken to as its users do, restarted on the
// same state.

import assert from "node:assert/strict";
import { createHmac, randomBytes, randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startRuntime } from "../../tools/runtime.mjs";

export const secrets = {
  EDGEWISE_INGEST_KEY: "test-ingest-key",
  EDGEWISE_OPERATOR_TOKEN: "test-operator-token",
  EDGEWISE_IDENTITY_SECRET: "test-identity-secret",
  EDGEWISE_SHOPIFY_SECRET: "test-shopify-secret",
};

// `more.ai` is what stands in the place of Workers AI.
export async function startProduct(bindings = {}, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-test-"));
  const all = { ...secrets, ...bindings };
  const product = new Product(folder, all, more);
  await product.start();
  return product;
}

export class Product {
  #runtime;

  constructor(folder, bindings, more = {}) {
    this.folder = folder;
    this.more = more;
    this.bindings = bindings;
    // Every turn that was answered, so that a test can replay them all.
    this.turns = [];
  }

  async start() {
    this.#runtime = await startRuntime({ ...this.more, folder: this.folder, bindings: this.bindings });
    this.url = this.#runtime.url;
  }

  async restart(bindings = {}) {
    await this.#runtime.stop();
    Object.assign(this.bindings, bindings);
    await this.start();
  }

  // What the clock of the platform does every hour, as of an instant.
  async clockStrikes(at) {
    const worker = await this.#runtime.runtime.getWorker("edgewise");
    await worker.scheduled({ scheduledTime: at, cron: "23 * * * *" });
  }

  // Puts work for systems elsewhere into the queue, as one that says things twice or late.
  async say(...jobs) {
    const queue = await this.#runtime.runtime.getQueueProducer("OUTWARD", "edgewise");
    for (const job of jobs) await queue.send(job);
  }

  // The operators' index, for tests of pages with a lot in them.
  index() {
    return this.#runtime.runtime.getD1Database("INDEX", "edgewise");
  }

  async stop() {
    await this.#runtime.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  request(method, path, { token, body, headers = {} } = {}) {
    const raw = typeof body === "string" || body instanceof Uint8Array || body === undefined;
    return fetch(this.url + path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: raw ? body : JSON.stringify(body),
      redirect: "manual",
    });
  }

  async json(method, path, options) {
    const response = await this.request(method, path, options);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  operator(method, path, body) {
    return this.json(method, path, { token: this.bindings.EDGEWISE_OPERATOR_TOKEN, body });
  }

  // Releases a playbook, and waits for as long as a live version is not asked for again.
  async release(playbook) {
    await this.operator("POST", "/v1/playbook/import?release=true", playbook);
    await new Promise((resolve) => setTimeout(resolve, 1100));
  }

  // A shopper with a session: signed in as `customer`, or nobody.
  async shopper(customer, more = {}) {
    const identity_token = customer ? this.identityToken(customer) : undefined;
    const session = await this.json("POST", "/v1/sessions", { body: { identity_token, ...more } });
    return new Shopper(this, session);
  }

  identityToken(sub, claims = {}) {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    return jwt({ sub, exp, ...claims }, this.bindings.EDGEWISE_IDENTITY_SECRET);
  }

  sendEvents(...events) {
    return this.json("POST", "/v1/events", {
      token: this.bindings.EDGEWISE_INGEST_KEY,
      body: events,
      headers: { "content-type": "application/cloudevents-batch+json" },
    });
  }

  receipt(answer) {
    return this.operator("GET", `/v1/conversations/${answer.conversation_id}/turns/${answer.turn_id}`);
  }

  replay(turn) {
    return this.operator("POST", `/v1/conversations/${turn.conversation_id}/turns/${turn.turn_id}/replay`);
  }

  // Turns, all that were answered where none are named, come to the same outcome from their records.
  async assertReplays(turns = this.turns) {
    for (const turn of turns) {
      const { identical, difference } = await this.replay(turn);
      assert.ok(identical, `${turn.turn_id}: ${JSON.stringify(difference)}`);
    }
  }
}

export class Shopper {
  constructor(product, session) {
    this.product = product;
    this.session = session;
    this.token = session.session_token;
  }

  async say(text, client_message_id = randomUUID(), conversation_id = undefined) {
    const answer = await this.product.json("POST", "/v1/chat", {
      token: this.token,
      body: { text, client_message_id, conversation_id },
    });
    this.product.turns.push(answer);
    return answer;
  }

  messages(id, after = "") {
    return this.product.json("GET", `/v1/conversations/${id}/messages?after=${after}`, { token: this.token });
  }
}

export function jwt(claims, secret, header = { alg: "HS256", typ: "JWT" }) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

export function event(type, data, more = {}) {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "test-shop",
    type,
    time: new Date().toISOString(),
    data,
    ...more,
  };
}

export function uniqueId(prefix) {
  return `${prefix}_${randomBytes(6).toString("hex")}`;
}

export const usd = (amount) => ({ amount, currency: "USD" });

// An order as a shop would tell it, with sensible values for what a test does not care about.
export function order(customer_id, more = {}) {
  const id = more.id ?? uniqueId("ord");
  return {
    id,
    number: `#F${randomInt(100_000, 1_000_000)}`,
    customer_id,
    status: "pending",
    placed_at: new Date(Date.now() - 86_400_000).toISOString(),
    lines: [
      {
        id: `${id}-1`,
        product_id: "prd_1",
        variant_id: "var_1",
        title: "Walnut Desk Lamp",
        options: { color: "walnut" },
        quantity: 1,
        unit_price: usd("79.00"),
      },
    ],
    total: usd("79.00"),
    updated_at: new Date().toISOString(),
    ...more,
  };
}

export async function until(what, check, ms = 40_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
