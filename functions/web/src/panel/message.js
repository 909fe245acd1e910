/** One message on the screen: who, when, what, its cards, and what became of it. */

import { element, icon } from "../base/element.js";
import { panelStrings as strings } from "../strings.js";
import { icons } from "./icons.js";
import { withLinks } from "./link.js";
import { orderCard } from "./order_card.js";

/** Cards by kind. A kind that this version does not know is left out: the text says it too. */
const CARDS = { order: orderCard };

/** `{node, arrange(place), update()}` for an entry. */
export function createMessage(entry, { stamp, retry, edit }) {
  const author = strings[entry.role] ?? strings.assistant;
  const day = element("p", { class: "day", hidden: true }, stamp.day(entry.at));
  const head = element(
    "p",
    { class: "author" },
    element("span", {}, author),
    element("time", { datetime: iso(entry.at) }, stamp.time(entry.at)),
  );
  const fate = element("div", { class: "fate" });
  const parts = [entry.text ? bubble(entry, author) : null, ...entry.cards.map(card)];
  const node = element(
    "div",
    // A message that this version can show nothing of is not shown at all.
    { class: `message ${entry.role}`, hidden: !parts.some(Boolean) },
    day,
    head,
    ...parts,
    fate,
  );
  let shown = null;

  /** Shows what became of it; a button that is in use stays the same element. */
  function update() {
    const { delivery } = entry;
    const isOnItsWay = delivery === "sending" || delivery === "waiting";
    // Once the other side types, "Sending…" has nothing more to say.
    const onItsWay = entry.isHeard ? "sent" : "sending";
    node.classList.toggle("unsent", delivery === "failed" || delivery === "refused");
    const next = isOnItsWay ? onItsWay : delivery;
    if (shown === next) return;
    shown = next;
    fate.replaceChildren(...fateOf(next, entry, { retry, edit }));
  }

  update();
  return {
    node,
    update,
    arrange({ isFirstOfDay, isFirstOfGroup }) {
      day.hidden = !isFirstOfDay;
      node.classList.toggle("group-start", isFirstOfGroup);
    },
  };
}

function bubble(entry, author) {
  const words = entry.role === "customer" ? [entry.text] : withLinks(entry.text);
  return element(
    "div",
    { class: "bubble" },
    element("span", { class: "unseen" }, strings.said(author), " "),
    element("p", { dir: "auto" }, ...words),
  );
}

function card(value) {
  try {
    return CARDS[value?.kind]?.(value) ?? null;
  } catch (error) {
    console.warn("edgewise: a card could not be shown", error);
    return null;
  }
}

function fateOf(delivery, entry, { retry, edit }) {
  if (delivery === "sending") return [element("p", { class: "sending" }, strings.sending)];
  if (delivery === "sent") return [];
  const isRefused = delivery === "refused";
  const reason = isRefused ? `${strings.notSent}. ${strings.refused}` : strings.notSent;
  const label = isRefused ? strings.edit : strings.sendAgain;
  const onclick = () => (isRefused ? edit(entry) : retry(entry));
  return [
    element("p", { class: "not-sent" }, icon(icons.alert), reason),
    element("button", { type: "button", class: "again", onclick }, label),
  ];
}

function iso(at) {
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
