/**
 * What survives a reload. `localStorage` names the browser, `sessionStorage` holds what belongs to
 * this tab. Both can be forbidden by the browser: then the page's own memory has to do.
 */

const VISITOR = "edgewise.visitor";
const SESSION = "edgewise.session";
const PENDING = "edgewise.pending";
const SEEN = "edgewise.seen";
const OPEN = "edgewise.open";

const memory = new Map();

function load(area, key) {
  try {
    return window[area].getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function keep(area, key, value) {
  try {
    if (value === null) window[area].removeItem(key);
    else window[area].setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}

function loadJson(area, key) {
  try {
    return JSON.parse(load(area, key) ?? "null");
  } catch {
    return null;
  }
}

function keepJson(area, key, value) {
  keep(area, key, value === null ? null : JSON.stringify(value));
}

export const store = {
  /** The name of this browser and who last used it: `{id, person}`. */
  visitor: () => loadJson("localStorage", VISITOR),
  keepVisitor: (id, person) => keepJson("localStorage", VISITOR, { id, person }),

  session: () => loadJson("sessionStorage", SESSION),
  keepSession: (session) => keepJson("sessionStorage", SESSION, session),

  /** Messages whose fate is not known yet: `[{id, text, failed}]`. */
  pending: () => loadJson("sessionStorage", PENDING) ?? [],
  keepPending: (pending) => keepJson("sessionStorage", PENDING, pending.length ? pending : null),

  /** The last message that was on screen, for the unread count. */
  seen: () => load("sessionStorage", SEEN),
  keepSeen: (id) => keep("sessionStorage", SEEN, id),

  isOpen: () => load("sessionStorage", OPEN) === "1",
  keepOpen: (isOpen) => keep("sessionStorage", OPEN, isOpen ? "1" : null),

  /**
   * Forgets the person. The visitor id goes too: it leads to the conversation of whoever was
   * signed in, and the next person at this computer may be somebody else.
   */
  forget() {
    for (const key of [SESSION, PENDING, SEEN]) keep("sessionStorage", key, null);
    keep("localStorage", VISITOR, null);
  },
};
