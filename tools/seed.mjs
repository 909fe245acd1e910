// `npm run seed -- --conversations 100000 --tickets 10000 [--days 120] [--seed 7]`: fills the operators' index of
// this machine with made-up conversations, issues and tickets, so that its pages can be looked at and measured
// with a shop's year in them. Only the index: who opens one of them finds nothing behind it. The same numbers
// and seed give the same rows, which replace each other; `--clear` takes them out again.

import { pathToFileURL } from "node:url";

import { startRuntime } from "./runtime.mjs";
import { Stop, command, say, state } from "./steps.mjs";

const ROWS_AT_ONCE = 500;
const DAY_MS = 86_400_000;

// Drawn more often the further in front.
const skills = ["order_status", "return", "ask_knowledge", "cancel_order", "claim", "product_question", "exchange", "refund_status", "change_address", "subscription", "recommendation", "loyalty", "discount", ""];
const standings = ["told", "told", "told", "verified", "verified", "confirmed", "escalated", "escalated", "asked", "unassisted", "abandoned", "voided"];
const reasons = ["asked_for_person", "guardrail", "missing_ability", "missing_fact", "low_confidence", "shop_fault", "verification_failed", "sensitive_topic", "anger", "not_received"];
const queues = ["support", "support", "support", "content", "privacy"];

// Numbers that look drawn and are the same for the same seed: Park and Miller's minimal generator.
function drawn(seed) {
  let last = (seed % 2_147_483_646) + 1;
  return (below) => {
    last = (last * 48_271) % 2_147_483_647;
    return Math.floor((last / 2_147_483_647) * below);
  };
}

// One of a list, the front ones more often.
const front = (draw, list) => list[Math.min(draw(list.length), draw(list.length))];

const id = (number) => `c5eed${number.toString(16).padStart(20, "0")}-1`;
const instant = (ms) => new Date(ms).toISOString();

export async function fill(index, { conversations, tickets, days = 120, seed = 7, now = Date.now() }) {
  if (tickets > conversations) throw new Stop("A ticket belongs to a conversation: there cannot be more tickets.");
  const draw = drawn(seed);
  const every = conversations / Math.max(tickets, 1);
  for (let begin = 0; begin < conversations; begin += ROWS_AT_ONCE) {
    const rows = { conversation: [], issue: [], ticket: [] };
    for (let number = begin; number < Math.min(begin + ROWS_AT_ONCE, conversations); number += 1) {
      const hasTicket = tickets > 0 && Math.floor((number + 1) / every) > Math.floor(number / every);
      one(rows, draw, { number, hasTicket, days, now });
    }
    await write(index, rows);
  }
}

function one(rows, draw, { number, hasTicket, days, now }) {
  const opened = now - draw(days * 24 * 60) * 60_000;
  const heard = Math.min(now, opened + draw(40) * 60_000);
  const wanted = [...new Set(Array.from({ length: 1 + draw(2) }, () => front(draw, skills)))];
  const status = hasTicket ? ["waiting_human", "human", "closed"][draw(3)] : "assistant";
  const customer = draw(4) > 0 ? `cus_seed_${draw(20_000)}` : undefined;
  const summary = {
    id: id(number), customer_id: customer, status, opened_at: instant(opened), updated_at: instant(heard),
    turn_count: 1 + draw(12), skills: wanted.filter(Boolean), approvals_waiting: 0, playbook_version: 1,
  };
  rows.conversation.push([id(number), customer ?? null, status, ` ${summary.skills.join(" ")} `, heard, JSON.stringify(summary), opened]);
  for (const [place, skill] of wanted.entries()) {
    const standing = hasTicket && place === 0 ? "escalated" : front(draw, standings);
    rows.issue.push([id(number), place, skill, opened, heard, standing]);
  }
  if (hasTicket) rows.ticket.push(ticket(draw, { number, summary, opened, now }));
}

function ticket(draw, { number, summary, opened, now }) {
  const waited = draw(10) > 0 && summary.status !== "waiting_human" ? (1 + draw(60) * draw(60)) * 60_000 : null;
  const status = summary.status === "closed" ? "closed" : waited === null ? "open" : "waiting_customer";
  const body = {
    id: `${id(number)}-1-t`, conversation_id: id(number), customer_id: summary.customer_id, status, queue: front(draw, queues),
    priority: ["normal", "normal", "high", "urgent"][Math.min(draw(4), draw(4))], reason: front(draw, reasons), skills: summary.skills,
    opened_at: instant(opened), waiting_since: instant(opened), language: "en",
    ...(waited === null ? { unanswered_since: instant(opened) } : { answered_at: instant(Math.min(now, opened + waited)) }),
    ...(status === "closed" ? { closed_at: instant(Math.min(now, opened + (waited ?? 60_000))), resolution: "solved" } : {}),
  };
  const rank = { urgent: 0, high: 1, normal: 2 }[body.priority];
  const [place, since] = { open: [rank, opened], waiting_customer: [3, opened], closed: [4, -Date.parse(body.closed_at)] }[status];
  const words = [body.id, id(number).slice(-10), body.customer_id ?? "", body.queue, body.reason, ...body.skills].join(" ").toLowerCase().replace(/[-_]/g, " ");
  return [body.id, id(number), status, body.queue, place, since, JSON.stringify(body), opened, body.reason, waited, ` ${words} `];
}

const columns = {
  conversation: ["id", "customer_id", "status", "skills", "updated_at", "body", "opened_at"],
  issue: ["conversation_id", "place", "skill", "began_at", "heard_at", "standing"],
  ticket: ["id", "conversation_id", "status", "queue", "place", "since", "body", "opened_at", "reason", "waited_ms", "words"],
};

function write(index, rows) {
  const statements = Object.entries(columns).map(([table, names]) => {
    const values = names.map((_, place) => `json_extract(value, '$[${place}]')`);
    const query = `INSERT OR REPLACE INTO ${table} (revision, ${names.join(", ")}) SELECT 0, ${values.join(", ")} FROM json_each(?1)`;
    return index.prepare(query).bind(JSON.stringify(rows[table]));
  });
  return index.batch(statements);
}

export function clear(index) {
  const tables = { conversation: "id", issue: "conversation_id", ticket: "conversation_id" };
  return index.batch(Object.entries(tables).map(([table, column]) => index.prepare(`DELETE FROM ${table} WHERE ${column} LIKE 'c5eed%'`)));
}

function number(name, otherwise) {
  const place = process.argv.indexOf(`--${name}`);
  const given = place < 0 ? otherwise : Number(process.argv[place + 1]);
  if (!Number.isInteger(given) || given < 0 || given > 1_000_000) throw new Stop(`--${name} must be a number from 0 to 1000000.`);
  return given;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await command(async () => {
    const wanted = { conversations: number("conversations", 10_000), tickets: number("tickets", 1_000), days: number("days", 120), seed: number("seed", 7) };
    const { runtime, stop } = await startRuntime({ folder: state });
    try {
      const index = await runtime.getD1Database("INDEX", "edgewise");
      await clear(index);
      if (process.argv.includes("--clear")) return say("What was made up is gone.");
      const begun = performance.now();
      await fill(index, wanted);
      say(`${wanted.conversations} conversations and ${wanted.tickets} tickets of the last ${wanted.days} days, in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
    } finally {
      await stop();
    }
  });
}
