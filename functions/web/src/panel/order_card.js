/** An order with its parcels, as a card. The server wrote its words; here it gets a shape. */

import { element, icon } from "../base/element.js";
import { panelStrings } from "../strings.js";
import { icons } from "./icons.js";
import { outsideLink, webUrl } from "./link.js";

const strings = panelStrings.order;
const TONES = ["good", "neutral", "warning", "bad"];
/** Lines shown before the rest folds away. */
const LINES_SHOWN_MAX = 3;
/** Steps that fit side by side. */
const STEPS_ACROSS_MAX = 4;

export function orderCard(card) {
  const { shipments = [], lines = [] } = card;
  return element(
    "section",
    { class: "card", "aria-label": text(card.title) },
    element(
      "div",
      { class: "card-head" },
      element("h3", { dir: "auto" }, text(card.title)),
      card.status ? status(card) : null,
      card.subtitle ? element("p", { class: "quiet", dir: "auto" }, text(card.subtitle)) : null,
    ),
    ...shipments.map((shipment) => parcel(shipment, card.link?.url)),
    lines.length ? items(lines) : null,
    card.total ? total(card.total) : null,
    card.link ? cardLink(card.link) : null,
  );
}

/** Colour, drawing and word say the same, so each can be missed. */
function status(card) {
  const tone = TONES.includes(card.status_tone) ? card.status_tone : "neutral";
  return element("p", { class: `status ${tone}` }, icon(icons[tone]), text(card.status));
}

function parcel(shipment, cardUrl) {
  const { steps = [] } = shipment;
  return element(
    "div",
    { class: "parcel" },
    element(
      "p",
      { class: "parcel-head" },
      icon(icons.parcel),
      element("strong", { dir: "auto" }, text(shipment.title)),
      element("span", { dir: "auto" }, text(shipment.status)),
    ),
    shipment.detail ? element("p", { class: "detail", dir: "auto" }, text(shipment.detail)) : null,
    steps.length ? progress(steps) : null,
    tracking(shipment, cardUrl),
  );
}

function progress(steps) {
  const shape = steps.length > STEPS_ACROSS_MAX ? "steps down" : "steps across";
  return element("ol", { class: shape, "aria-label": strings.progress }, ...steps.map(step));
}

/** A step that is both done and current is the end of the way: a tick, and in bold. */
function step({ label, done, current }) {
  const state = done ? "done" : current ? "current" : "ahead";
  return element(
    "li",
    { class: current ? `${state} here` : state, "aria-current": current ? "step" : null },
    element("span", { class: "mark" }, done ? icon(icons.good) : null),
    element("span", { class: "label", dir: "auto" }, text(label)),
    element("span", { class: "unseen" }, ` (${strings[state]})`),
  );
}

function tracking({ carrier, tracking_number: number, tracking_url: url }, cardUrl) {
  if (!carrier && !number && !url) return null;
  const words = [carrier, number].filter(Boolean).join(" ");
  const link = outsideLink(
    // Where the whole card leads there, once is enough.
    url === cardUrl ? null : url,
    { class: "track" },
    strings.track,
    icon(icons.outside),
    element("span", { class: "unseen" }, ` ${words} ${strings.newTab}`),
  );
  return element(
    "p",
    { class: "tracking" },
    carrier ? element("span", { dir: "auto" }, text(carrier)) : null,
    number ? element("span", { class: "unseen" }, ` ${strings.trackingNumber} `) : null,
    number ? element("span", { class: "number" }, text(number)) : null,
    link,
  );
}

function items(lines) {
  const hidden = lines.slice(LINES_SHOWN_MAX);
  const shown = hidden.length > 1 ? lines.slice(0, LINES_SHOWN_MAX) : lines;
  return element(
    "div",
    { class: "items" },
    element("ul", { "aria-label": strings.items }, ...shown.map(item)),
    shown.length === lines.length
      ? null
      : element(
          "details",
          {},
          element("summary", {}, strings.more(hidden.length)),
          element("ul", { "aria-label": strings.items }, ...hidden.map(item)),
        ),
  );
}

function item(line) {
  return element(
    "li",
    {},
    thumbnail(line.image_url),
    element(
      "div",
      { class: "item-text" },
      element("p", { dir: "auto" }, text(line.title)),
      line.detail ? element("p", { class: "quiet", dir: "auto" }, text(line.detail)) : null,
    ),
    element(
      "p",
      { class: "item-price" },
      element("span", { class: "unseen" }, strings.quantity(line.quantity)),
      element("span", { class: "quiet", "aria-hidden": "true" }, strings.times(line.quantity)),
      line.price ? element("span", {}, text(line.price)) : null,
    ),
  );
}

function thumbnail(url) {
  const src = webUrl(url);
  if (!src) return null;
  return element("img", {
    src,
    alt: "",
    width: "40",
    height: "40",
    loading: "lazy",
    referrerpolicy: "no-referrer",
    onerror: (event) => event.target.remove(),
  });
}

function total(value) {
  return element(
    "p",
    { class: "total" },
    element("span", {}, strings.total),
    element("strong", {}, text(value)),
  );
}

function cardLink({ url, label }) {
  const words = element("span", { class: "unseen" }, ` ${strings.newTab}`);
  return outsideLink(url, { class: "card-link" }, text(label), icon(icons.outside), words);
}

/** Whatever came, as text. */
function text(value) {
  return String(value ?? "");
}
