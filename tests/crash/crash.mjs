// Kills the runtime (SIGKILL) at random instants while shoppers have orders cancelled, or a gift message put
// into them by a skill that a merchant wrote, starts it again, and counts what the promises forbid: acknowledged messages lost, actions done twice, replies
// missing. The shop stands in its own process and survives, as a real one would.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { jwt, order, secrets, until } from "../harness/product.mjs";
import { startService } from "../harness/service.mjs";
import { startShop } from "../harness/shop.mjs";
import { root } from "../../tools/steps.mjs";

const SHOPPERS_AT_ONCE = 4;

// Same seed, same instants: as far as a machine allows.
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export async function crash({ turns, seed = Date.now() % 100000, log = () => {} }) {
  const chance = random(seed);
  const [shop, service] = await Promise.all([startShop(), startService()]);
  // Both take their time, so that a kill often meets a turn between asking and knowing.
  shop.misbehave = service.misbehave = async () => {
    await sleep(chance() * 120);
    return false;
  };
  const product = new KilledProduct(await freePort(), shop.url);
  await product.start();
  const gifts = JSON.parse(readFileSync(join(root, "examples", "skills", "gift_message.json"), "utf8"));
  gifts.connectors.gifts.url = service.url;
  const playbook = { ...gifts, skills: { cancel_order: "autonomous" } };
  await product.request("POST", "/v1/playbook/import?release=true", secrets.EDGEWISE_OPERATOR_TOKEN, playbook);
  const begun = Date.now();
  const killer = product.killUntilStopped(chance);
  const wishes = [cancelling(shop), givingAMessage(service)];
  const all = Array.from({ length: turns }, (_, index) => ({ index, leaves: index % 5 === 4, wish: wishes[index % 2] }));
  const waiting = [...all];
  await Promise.all(
    Array.from({ length: SHOPPERS_AT_ONCE }, async () => {
      for (let shopper = waiting.shift(); shopper; shopper = waiting.shift()) {
        await haveItDone(product, shop, shopper);
        if ((shopper.index + 1) % 20 === 0) log(`${shopper.index + 1} turns, ${product.kills} kills`);
      }
    }),
  );
  product.stopped = true;
  await killer;
  const result = await count(product, all);
  await product.end();
  await Promise.all([shop.stop(), service.stop()]);
  return { seed, turns, kills: product.kills, seconds: Math.round((Date.now() - begun) / 1000), ...result };
}

// What a shopper says until they are asked for a yes, how often it was done then, and what tells of it.
function cancelling(shop) {
  return {
    says: ["please cancel my order"],
    times: ({ order }) => shop.cancellations.filter((one) => one.order === order.id).length,
    told: / has been cancelled/,
  };
}

function givingAMessage(service) {
  const path = ({ order }) => `/orders/${order.id.replace("_", "%5F")}/message`;
  return {
    says: ["can you put a gift note into my order?", "Happy birthday, Mum!"],
    times: (shopper) => [...service.changes.values()].filter((change) => change.path === path(shopper)).length,
    told: /says “Happy birthday, Mum!”/,
  };
}

// One shopper: asks, is asked back, says yes. Most repeat a message until it is answered, as the
// widget does; some walk away at the first failure.
async function haveItDone(product, shop, shopper) {
  shopper.customer = `cus_${shopper.index}`;
  shop.customers.set(shopper.customer, { id: shopper.customer, email: `${shopper.customer}@example.com` });
  shopper.order = shop.add(order(shopper.customer, { id: `ord_${shopper.index}`, number: `#C${10000 + shopper.index}` }));
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const identity_token = jwt({ sub: shopper.customer, exp }, secrets.EDGEWISE_IDENTITY_SECRET);
  const session = await persist(() => product.request("POST", "/v1/sessions", undefined, { identity_token }));
  shopper.token = session.session_token;
  const say = (text) => {
    const body = { text, client_message_id: randomUUID() };
    return () => product.request("POST", "/v1/chat", shopper.token, body);
  };
  for (const text of shopper.wish.says) {
    shopper.conversation = (await persist(say(text))).conversation_id;
  }
  const yes = say("yes");
  try {
    shopper.answer = shopper.leaves ? await yes() : await persist(yes);
  } catch {
    shopper.answer = undefined;
  }
}

async function persist(attempt) {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error.status && error.status < 500 && error.status !== 429) throw error;
      await sleep(30);
    }
  }
}

async function count(product, shoppers) {
  const result = { lost: 0, twice: 0, replies_missing: 0, done: 0, left_early: 0 };
  for (const shopper of shoppers) {
    const done = shopper.wish.times(shopper);
    if (done > 1) result.twice += 1;
    if (done === 1) result.done += 1;
    if (!shopper.answer) result.left_early += 1;
    const messages = async () => {
      const path = `/v1/conversations/${shopper.conversation}/messages`;
      return (await persist(() => product.request("GET", path, shopper.token))).messages;
    };
    if (shopper.answer) {
      const ids = (await messages()).map((message) => message.id);
      if (!shopper.answer.messages.every((message) => ids.includes(message.id))) result.lost += 1;
      if (!(await messages()).some((message) => message.text === "yes")) result.lost += 1;
    }
    // Whatever happened in the shop is told, also where the shopper has walked away: the turn is
    // finished from its journal.
    const told = async () => (await messages()).some((message) => shopper.wish.told.test(message.text));
    if (done > 0) {
      await until("the reply is there", told, 90_000).catch(() => (result.replies_missing += 1));
    } else if (shopper.answer) {
      result.replies_missing += 1;
    }
  }
  return result;
}

class KilledProduct {
  kills = 0;
  stopped = false;

  constructor(port, shopUrl) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.folder = mkdtempSync(join(tmpdir(), "edgewise-crash-"));
    this.bindings = {
      ...secrets, COMMERCE_URL: shopUrl, COMMERCE_TOKEN: "shop-token", CONNECTOR_GIFTS: "gifts-secret",
      EDGEWISE_LOCAL_CONNECTORS: "on", EDGEWISE_CONNECTOR_HOSTS: "127.0.0.1, gifts.example",
    };
  }

  async start() {
    this.child = spawn(process.execPath, [join(root, "tools", "serve.mjs")], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.child.stdin.on("error", () => {});
    this.child.stdin.write(`${JSON.stringify({ port: this.port, folder: this.folder, bindings: this.bindings })}\n`);
    await until("the product is up", () => fetch(`${this.url}/healthz`).then((r) => r.ok).catch(() => false), 60_000);
  }

  // The whole process group: the launcher and the runtime with everything in it.
  kill() {
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    process.kill(-this.child.pid, "SIGKILL");
    this.kills += 1;
    return gone;
  }

  async killUntilStopped(chance) {
    while (!this.stopped) {
      await sleep(50 + chance() * 550);
      await this.kill();
      await this.start();
    }
  }

  async end() {
    await this.kill();
    this.kills -= 1;
    rmSync(this.folder, { recursive: true, force: true });
  }

  async request(method, path, token, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw Object.assign(new Error(text), { status: response.status });
    return JSON.parse(text);
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
