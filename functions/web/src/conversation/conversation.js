/**
 * One person's conversation, without a screen: opens the session, restores what was said, sends,
 * listens, and tells `on` what to show. When the person changes, this one ends and another begins.
 *
 * `on`: `added(entry)`, `changed(entry)`, `removed(entry)`, `moved(entry)`, `restored()`,
 * `choices(texts)`, `state(state)`, `typing(isTyping)`, `personChanged()`, and `phase(phase)`, where
 * `phase` is `connecting`, `ready`, `unreachable` or `shut`: nobody may begin to chat.
 */

import { Failure } from "../base/failure.js";
import { store } from "../base/store.js";
import { retrying } from "../base/retry.js";
import { postMessage } from "../transport/chat_request.js";
import { createReceiver } from "../transport/receiver.js";
import { createSession } from "../transport/session.js";
import { createEntries } from "./entries.js";
import { createOutbox } from "./outbox.js";

/** The typing state ends after this, whatever happens. */
const TYPING_MS_MAX = 30_000;
/** A person who types tells so every few seconds. */
const OTHERS_TYPING_MS = 8_000;
/** The chat is closed. */
const FORBIDDEN = 403;
const UNSETTLED = ["waiting", "sending", "failed"];

export function createConversation({ base, locale, identity, on }) {
  const session = createSession({ base, locale, identity, personChanged: on.personChanged });
  const entries = createEntries();
  const outbox = createOutbox({ deliver, changed });
  const receiver = createReceiver({
    base,
    sync,
    place: () => session.current() && { ...session.current(), after: entries.lastId() },
    pauseMsMax: () => (state === "with_human" ? 10_000 : 30_000),
    heard: takeFrame,
  });
  let state = "open";
  let phase = null;
  let starting = null;
  let typing = null;
  let isOver = false;

  // --- Beginning ---------------------------------------------------------------------------------

  function start() {
    if (phase !== "ready") starting ??= connect().finally(() => (starting = null));
    return starting ?? Promise.resolve();
  }

  async function connect() {
    setPhase("connecting");
    try {
      await session.ensure();
      restore(await retrying(() => fetchTranscript(null)));
      setPhase("ready");
    } catch (error) {
      const failure = Failure.of(error);
      if (!isOver) console.warn("edgewise: no connection", failure.message);
      setPhase(failure.status === FORBIDDEN ? "shut" : "unreachable");
    }
    tellChoices();
  }

  function restore({ messages, state: known }) {
    if (isOver) return;
    const early = [...entries.list];
    greet(messages[0]);
    for (const message of messages) receive(message);
    for (const { id, text, failed } of store.pending()) resume(id, text, failed);
    if (early.length) {
      // What was typed before we were connected belongs after what was said long ago.
      for (const { id } of messages) moveToEnd(entries.list.find((entry) => entry.id === id));
      for (const entry of early) if (!entry.id) moveToEnd(entry);
    }
    setState(known ?? state);
    on.restored();
    receiver.start();
  }

  /** The greeting opens a conversation; in the middle of an older one it would be out of place. */
  function greet(first) {
    const { greeting } = session.current();
    if (!greeting || Date.parse(first?.created_at) < Date.parse(greeting.created_at)) return;
    const received = entries.receive(greeting);
    if (!received) return;
    received.entry.isGreeting = true;
    on.added(received.entry);
  }

  function resume(id, text, hasFailed) {
    if (entries.list.some((entry) => entry.clientMessageId === id)) return;
    const entry = entries.write(text, { id, delivery: hasFailed ? "failed" : "waiting" });
    entry.isResumed = true;
    on.added(entry);
    if (!hasFailed) outbox.add(entry);
  }

  async function fetchTranscript(after) {
    const query = after ? `?after=${encodeURIComponent(after)}` : "";
    const response = await session.request(({ conversation_id }) => ({
      path: `/v1/conversations/${encodeURIComponent(conversation_id)}/messages${query}`,
      signal: AbortSignal.timeout(15_000),
    }));
    // A conversation is stored with its first message; until then there is nothing to find.
    if (response.status === 404) return { messages: [] };
    if (!response.ok) throw Failure.fromResponse(response);
    const { messages = [], state: known } = await response.json();
    return { messages, state: known };
  }

  async function sync() {
    const transcript = await fetchTranscript(entries.lastId());
    for (const message of transcript.messages) receive(message);
    setState(transcript.state);
    tellChoices();
  }

  // --- Hearing -----------------------------------------------------------------------------------

  function receive(message, clientMessageId) {
    if (isOver) return;
    const received = entries.receive(message, clientMessageId);
    if (!received) return;
    if (message.role !== "customer") setTyping(0);
    if (received.isNew) on.added(received.entry);
    else if (received.entry.delivery === "failed") settle(received.entry);
  }

  /** It had arrived after all. */
  function settle(entry) {
    entry.delivery = "sent";
    changed(entry);
  }

  function takeFrame(frame) {
    if (isOver) return;
    if (frame.type === "message") {
      receive(frame.message, frame.client_message_id);
      // A person may step in unasked.
      if (frame.message?.role === "human_agent") setState("with_human");
    }
    if (frame.type === "state") setState(frame.state);
    if (frame.type === "typing") setTyping(OTHERS_TYPING_MS);
    if (frame.type === "problem") setTyping(0);
    if (frame.type === "done" && frame.answer) {
      setTyping(0);
      for (const message of frame.answer.messages ?? []) receive(message);
      setState(frame.answer.state);
    }
    tellChoices();
  }

  function setTyping(ms) {
    clearTimeout(typing);
    typing = ms ? setTimeout(() => setTyping(0), ms) : null;
    if (!isOver) on.typing(Boolean(ms));
  }

  // --- Sending -----------------------------------------------------------------------------------

  async function deliver(entry, signal) {
    const heard = {
      typing() {
        // While a person has the conversation, nobody says that they are typing.
        if (state !== "with_human") setTyping(TYPING_MS_MAX);
        setHeard(entry, true);
      },
      message: (message) => receive(message),
    };
    const draft = { ...entry, isAnew: state === "closed" };
    try {
      accept(await postMessage(session, draft, { signal, heard }), entry);
    } finally {
      setTyping(0);
      setHeard(entry, false);
    }
  }

  function setHeard(entry, isHeard) {
    entry.isHeard = isHeard;
    if (!isOver) on.changed(entry);
  }

  function accept(answer, entry) {
    if (isOver) return;
    session.adoptConversation(answer.conversation_id);
    if (answer.replayed && entry.isResumed && !entry.id) dropDouble(entry);
    for (const message of answer.messages ?? []) receive(message);
    setState(answer.state);
    if (phase === "ready") receiver.start();
    else start();
  }

  /** Sent before a reload and answered meanwhile: the transcript holds it already. */
  function dropDouble(entry) {
    const isSame = (other) => other !== entry && other.role === "customer" && other.id;
    if (!entries.list.some((other) => isSame(other) && other.text === entry.text)) return;
    entries.remove(entry);
    on.removed(entry);
  }

  function moveToEnd(entry) {
    if (entries.list.at(-1) === entry) return;
    entries.moveToEnd(entry);
    on.moved(entry);
  }

  function changed(entry) {
    if (isOver) return;
    const unsettled = entries.list.filter((own) => UNSETTLED.includes(own.delivery));
    store.keepPending(
      unsettled.map((own) => ({
        id: own.clientMessageId,
        text: own.text,
        failed: own.delivery === "failed",
      })),
    );
    on.changed(entry);
    tellChoices();
  }

  // --- Telling -----------------------------------------------------------------------------------

  function setPhase(next) {
    phase = next;
    if (!isOver) on.phase(next);
  }

  function setState(next) {
    if (isOver || !next) return;
    state = next;
    on.state(next);
  }

  /** What may be tapped instead of typed: suggestions at first, later the last reply's own. */
  function tellChoices() {
    if (isOver) return;
    const last = entries.list.at(-1);
    const isUntouched = entries.list.every((entry) => entry.isGreeting);
    const suggestions = phase === "ready" ? session.current()?.suggestions : [];
    on.choices((isUntouched ? suggestions : last.quickReplies) ?? []);
  }

  return {
    start,
    entries: entries.list,
    lastId: () => entries.lastId(),
    state: () => state,
    tellTyping: () => state === "with_human" && receiver.tellTyping(),

    send(text) {
      const entry = entries.write(text);
      on.added(entry);
      tellChoices();
      start().then(() => outbox.add(entry));
    },

    retry(entry) {
      if (entry.delivery !== "failed") return;
      moveToEnd(entry);
      outbox.add(entry);
    },

    /** Tells what the shopper thinks of it. */
    async rate(score, comment) {
      const response = await session.request(({ conversation_id }) => ({
        path: `/v1/conversations/${encodeURIComponent(conversation_id)}/feedback`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ score, comment }),
        signal: AbortSignal.timeout(15_000),
      }));
      if (!response.ok) throw Failure.fromResponse(response);
    },

    /** Takes back a message that the server will not have. */
    withdraw(entry) {
      entries.remove(entry);
      on.removed(entry);
      tellChoices();
    },

    end() {
      isOver = true;
      clearTimeout(typing);
      outbox.stop();
      receiver.stop();
      session.drop();
    },
  };
}
