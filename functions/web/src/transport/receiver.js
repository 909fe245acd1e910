/**
 * Hears what others say in the conversation: human agents, and the shopper in other tabs. It
 * listens on a WebSocket; while none can be had, it asks for the transcript at every try to
 * connect, so a shop whose proxy forbids sockets still sees every reply.
 */

import { pauseMs } from "../base/retry.js";

const PING_MS = 30_000;
const PONG_MS_MAX = 10_000;
const TYPING_EVERY_MS = 3_000;
/** Exactly this text: the server may answer it without waking up. */
const PING = JSON.stringify({ type: "ping" });

/**
 * `place()` gives `{session_token, conversation_id, after}` or `null`; `sync()` fetches what was
 * missed; `pauseMsMax()` bounds the pause between tries; `heard(frame)` takes each frame.
 */
export function createReceiver({ base, place, sync, pauseMsMax, heard }) {
  let socket = null;
  let conversationId = null;
  let isWanted = false;
  let failures = 0;
  let timers = {};
  let typedAt = 0;

  function later(name, ms, action) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(action, ms);
  }

  function disconnect() {
    for (const timer of Object.values(timers)) clearTimeout(timer);
    timers = {};
    const old = socket;
    socket = null;
    old?.close(1000);
  }

  function connect() {
    disconnect();
    const here = place();
    if (!isWanted || !here) return;
    conversationId = here.conversation_id;
    const query = new URLSearchParams({ conversation_id: conversationId });
    if (here.after) query.set("after", here.after);
    const url = `${base.replace(/^http/, "ws")}/v1/chat/socket?${query}`;
    try {
      // The token travels as a subprotocol: an address ends up in logs, a header does not.
      listen(new WebSocket(url, ["edgewise.v1", `bearer.${here.session_token}`]));
    } catch {
      reconnectLater();
    }
  }

  function listen(fresh) {
    socket = fresh;
    fresh.onopen = () => fresh === socket && ping();
    fresh.onmessage = ({ data }) => fresh === socket && take(data);
    fresh.onclose = () => fresh === socket && reconnectLater();
  }

  function take(text) {
    // Only a frame proves that the connection is good for something.
    failures = 0;
    clearTimeout(timers.pong);
    let frame = null;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame && frame.type !== "pong") heard(frame);
  }

  function ping() {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(PING);
    later("pong", PONG_MS_MAX, reconnectLater);
    later("ping", PING_MS, ping);
  }

  function reconnectLater() {
    disconnect();
    failures += 1;
    later("connect", pauseMs(failures, pauseMsMax()), reconnect);
  }

  async function reconnect() {
    // Nobody looks at a hidden page, and `onReturn` brings us back.
    if (document.hidden || !isWanted) return;
    // One failure is a hiccup; after two, what we miss is fetched, which renews a stale session.
    if (failures > 1) await sync().catch(() => {});
    if (isWanted && !socket) connect();
  }

  function onReturn() {
    if (document.hidden || !isWanted || socket) return;
    failures = Math.max(failures, 2);
    reconnect();
  }

  // A page with an open socket is not kept for the Back button, so it is closed on leaving.
  const listeners = [
    [window, "online", onReturn],
    [document, "visibilitychange", onReturn],
    [window, "pageshow", onReturn],
    [window, "pagehide", disconnect],
  ];
  for (const [target, name, action] of listeners) target.addEventListener(name, action);

  return {
    /** Listens to the conversation of `place()`, if it does not already. */
    start() {
      const isThere = socket && place()?.conversation_id === conversationId;
      if (isWanted && (isThere || timers.connect)) return;
      isWanted = true;
      connect();
    },

    /** Tells the other side that the shopper is writing, now and then. */
    tellTyping() {
      const now = Date.now();
      if (socket?.readyState !== WebSocket.OPEN || now - typedAt < TYPING_EVERY_MS) return;
      typedAt = now;
      socket.send(JSON.stringify({ type: "typing" }));
    },

    stop() {
      isWanted = false;
      disconnect();
      for (const [target, name, action] of listeners) target.removeEventListener(name, action);
    },
  };
}
