/**
 * What was said, each message once, whatever way it came: as the answer to a POST, through the
 * socket, in the transcript, or typed here.
 */

/** A fresh id for a message. `crypto.randomUUID` is missing on pages without TLS. */
export function newMessageId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function createEntries() {
  const list = [];

  /** The entry typed here that the server now tells of. */
  function ownOf(message, clientMessageId) {
    if (message.role !== "customer") return null;
    if (clientMessageId) {
      return list.find((entry) => entry.clientMessageId === clientMessageId) ?? null;
    }
    // A server that does not name it: the oldest one with this text that has no server's id yet.
    const isIt = (entry) => entry.clientMessageId && !entry.id && entry.text === message.text;
    return list.find(isIt) ?? null;
  }

  return {
    list,

    /** A message typed here. */
    write(text, { id = newMessageId(), delivery = "waiting" } = {}) {
      const entry = {
        id: null,
        clientMessageId: id,
        role: "customer",
        text,
        cards: [],
        quickReplies: [],
        at: new Date(),
        delivery,
      };
      list.push(entry);
      return entry;
    },

    /** A message of the server: `{entry, isNew}`, or `null` where it is known already. */
    receive(message, clientMessageId) {
      if (!message?.id || list.some((entry) => entry.id === message.id)) return null;
      const own = ownOf(message, clientMessageId);
      if (own) {
        own.id = message.id;
        return { entry: own, isNew: false };
      }
      const entry = {
        id: message.id,
        clientMessageId: clientMessageId ?? null,
        role: message.role,
        text: String(message.text ?? ""),
        cards: message.cards ?? [],
        quickReplies: message.quick_replies ?? [],
        at: new Date(message.created_at ?? Date.now()),
        delivery: "sent",
      };
      list.push(entry);
      return { entry, isNew: true };
    },

    remove(entry) {
      const index = list.indexOf(entry);
      if (index >= 0) list.splice(index, 1);
    },

    /** Moves to the end: it was tried again after others were said. */
    moveToEnd(entry) {
      this.remove(entry);
      list.push(entry);
    },

    /** The id to resume after: the newest of the transcript, of which a greeting is no part. */
    lastId() {
      return list.reduce((last, entry) => (entry.isGreeting ? last : (entry.id ?? last)), null);
    },
  };
}
