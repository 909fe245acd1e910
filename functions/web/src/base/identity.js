/**
 * Who the shop says is here. The shop either tells us (`Edgewise.identify`) or lets us ask
 * (`window.edgewise.identityToken`). Tokens are kept in memory only.
 */

/** A shop's own answer should not keep the shopper waiting longer than this. */
const ASK_MS_MAX = 5_000;

export function createIdentity() {
  let told;

  return {
    /** A token, or `null` for nobody. */
    tell(token) {
      told = token;
    },

    /**
     * A token, `null` for nobody, or `undefined` where the shop does not say. With `isFresh`, a
     * token that we were told earlier gives way to one that we can ask for: it may have expired.
     */
    async token({ isFresh = false } = {}) {
      const ask = window.edgewise?.identityToken;
      const canAsk = typeof ask === "function";
      if (told === null || (told !== undefined && !(isFresh && canAsk))) return told;
      return canAsk ? asked(ask) : undefined;
    },
  };
}

async function asked(ask) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("identityToken took too long")), ASK_MS_MAX);
  });
  try {
    return (await Promise.race([ask(), tooLate])) ?? null;
  } catch (error) {
    console.warn("edgewise: window.edgewise.identityToken failed", error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A mark of whom a token names: the same for the same person, and not readable back. Not verified,
 * and needs not be: it only tells whether the person at this browser changed.
 */
export function personOf(token) {
  return token ? mark(subjectOf(token)) : null;
}

function subjectOf(token) {
  try {
    const body = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return String(JSON.parse(atob(body)).sub ?? token);
  } catch {
    return token;
  }
}

/** FNV-1a, 32 bits. */
function mark(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
