/**
 * The session with the server, for one person at this browser: opened when first needed, kept for
 * the tab, renewed once when the server no longer takes it (401).
 */

import { Failure } from "../base/failure.js";
import { personOf } from "../base/identity.js";
import { retrying } from "../base/retry.js";
import { store } from "../base/store.js";

const OPEN_MS_MAX = 15_000;
/** Renewed this long before it ends, so that no request meets the end. */
const MARGIN_MS = 60_000;
const TITLE_CHARS_MAX = 200;
/** Not to be tried again: nobody waits for it any more. */
const GONE = 410;

/** `personChanged()` is called when a session in use turns out to be somebody else's. */
export function createSession({ base, locale, identity, personChanged }) {
  let current = store.session();
  let opening = null;
  let isDropped = false;
  // A stored session is checked once against who the shop says is here now.
  let isChecked = false;

  const isUsable = () => current && Date.parse(current.expires_at) - MARGIN_MS > Date.now();

  async function ensure() {
    if (isUsable() && isChecked) return current;
    opening ??= begin().finally(() => (opening = null));
    return opening;
  }

  /** With `isAnew` the session that we have does not count: the server no longer takes it. */
  async function begin(isAnew = false) {
    const token = await identity.token({ isFresh: isAnew });
    const person = personOf(token);
    const isSame = !current || token === undefined || current.person === person;
    if (!isAnew && isUsable() && isSame) {
      isChecked = true;
      return current;
    }
    // A shared computer must not lead from one person to the next. From nobody to somebody, though,
    // is a person signing in: the visitor id links the two.
    const last = current?.person ?? store.visitor()?.person;
    if (token !== undefined && last && last !== person) {
      store.forget();
      if (isChecked) {
        personChanged();
        throw new Failure("person changed", { status: GONE });
      }
    }
    return open(token ?? null);
  }

  async function renew(stale) {
    if (current !== stale) return ensure();
    opening ??= begin(true).finally(() => (opening = null));
    return opening;
  }

  async function open(token) {
    const { answer, taken } = await offer(token);
    if (!answer.ok) throw Failure.fromResponse(answer);
    const opened = await answer.json();
    if (isDropped) throw new Failure("dropped", { status: GONE });
    const person = personOf(taken);
    current = { ...opened, person };
    isChecked = true;
    store.keepSession(current);
    store.keepVisitor(opened.visitor_id, person);
    return current;
  }

  /** Offers a token; where it is refused, a fresher one; where that is too, none. */
  async function offer(token) {
    let taken = token;
    let answer = await post(taken);
    if (answer.status !== 401 || !taken) return { answer, taken };
    const fresh = (await identity.token({ isFresh: true })) ?? null;
    if (fresh && fresh !== taken) {
      taken = fresh;
      answer = await post(taken);
      if (answer.status !== 401) return { answer, taken };
    }
    console.warn("edgewise: the identity token was refused; going on as a visitor");
    return { answer: await post(null), taken: null };
  }

  function post(token) {
    return send("/v1/sessions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        identity_token: token ?? undefined,
        visitor_id: store.visitor()?.id,
        locale,
        page: page(),
      }),
      signal: AbortSignal.timeout(OPEN_MS_MAX),
    });
  }

  function send(path, init) {
    return fetch(base + path, { ...init, credentials: "omit", cache: "no-store" });
  }

  return {
    current: () => current,

    /** Opens a session if there is none; tries again while the server is busy. */
    ensure: (options) => retrying(ensure, options),

    /**
     * A request in this session's name. `build(session)` gives `{path, ...init}` and is called
     * anew for each try: a renewed session may lead to another conversation.
     */
    async request(build, { renewsOn = [401] } = {}) {
      const attempt = (session) => {
        const { path, headers, ...init } = build(session);
        const authorization = `Bearer ${session.session_token}`;
        return send(path, { ...init, headers: { ...headers, authorization } });
      };
      const session = await ensure();
      const answer = await attempt(session);
      return renewsOn.includes(answer.status) ? attempt(await renew(session)) : answer;
    },

    /** Whether the server goes on in another conversation than the one we knew. */
    adoptConversation(id) {
      if (!current || !id || current.conversation_id === id) return false;
      current = { ...current, conversation_id: id };
      store.keepSession(current);
      return true;
    },

    /** The person has gone: whatever is still on its way no longer counts. */
    drop() {
      isDropped = true;
    },
  };
}

/** Where the shopper is. Query and hash stay here: they may hold personal data. */
function page() {
  const hint = window.edgewise?.productId;
  return {
    url: location.origin + location.pathname,
    title: document.title.slice(0, TITLE_CHARS_MAX),
    product_id: (typeof hint === "function" ? hint() : hint) ?? undefined,
  };
}
