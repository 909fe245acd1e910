/** What the shopper thinks of a conversation that has ended: one tap, and a word if they like. */

import { element } from "../base/element.js";
import { panelStrings as strings } from "../strings.js";

const SCORES = [1, 2, 3, 4, 5];
const COMMENT_CHARS_MAX = 1_000;

/** `rate(score, comment)` sends it; it rejects where it could not be sent. */
export function createRating({ rate }) {
  const buttons = SCORES.map((score) =>
    element(
      "button",
      { type: "button", class: "score", "aria-label": strings.rating.score(score), "aria-pressed": "false", onclick: () => choose(score) },
      String(score),
    ),
  );
  const said = element("p", { role: "status" });
  const comment = element("textarea", { rows: "2", maxlength: String(COMMENT_CHARS_MAX), dir: "auto", "aria-label": strings.rating.comment, placeholder: strings.rating.comment });
  const more = element(
    "form",
    { hidden: true, onsubmit },
    comment,
    element("button", { type: "submit", class: "again" }, strings.rating.send),
  );
  const node = element(
    "div",
    { class: "rating", role: "group", "aria-label": strings.rating.question, hidden: true },
    element("p", { "aria-hidden": "true" }, strings.rating.question),
    element("div", { class: "scores" }, ...buttons),
    more,
    said,
  );
  let chosen = 0;

  async function choose(score) {
    mark(score);
    if (await send()) more.hidden = false;
  }

  async function onsubmit(event) {
    event.preventDefault();
    if (await send()) more.hidden = true;
  }

  async function send() {
    try {
      await rate(chosen, comment.value.trim() || undefined);
      said.textContent = strings.rating.thanks;
      return true;
    } catch {
      said.textContent = strings.rating.notSent;
      return false;
    }
  }

  function mark(score) {
    chosen = score;
    for (const [index, button] of buttons.entries()) button.setAttribute("aria-pressed", String(SCORES[index] === score));
  }

  return {
    node,

    /** Asks anew each time that a conversation ends. */
    show(isShown) {
      if (node.hidden !== isShown) return;
      node.hidden = !isShown;
      if (!isShown) return;
      mark(0);
      comment.value = "";
      more.hidden = true;
      said.textContent = "";
    },
  };
}
