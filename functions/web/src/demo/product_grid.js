/** The products on the page: loading, there, none, or not to be had. */

import { element } from "../base/element.js";
import { picture } from "./picture.js";
import { isSoldOut, priceLabel } from "./price.js";
import { shop } from "./shop.js";

const PLACES = 8;
const SHOWN_AT_ONCE = 12;
const LABELS = { bestseller: "Bestseller", new: "New", "final-sale": "Last pieces" };

/** `changed(products)` is called with all products whenever there are more. */
export function startProductGrid({ changed }) {
  const grid = document.getElementById("grid");
  const state = document.getElementById("grid-state");
  const more = document.getElementById("more");
  const products = [];
  let shown = 0;
  let cursor = null;

  more.addEventListener("click", showMore);
  load();

  function showMore() {
    if (shown < products.length) reveal();
    else load();
  }

  async function load() {
    say("");
    more.hidden = true;
    grid.setAttribute("aria-busy", "true");
    if (!shown) grid.replaceChildren(...Array.from({ length: PLACES }, place));
    try {
      const page = await shop.products(cursor);
      if (!shown) grid.replaceChildren();
      products.push(...mixed(page.items ?? []));
      cursor = page.next_cursor ?? null;
      if (!products.length) say("The shelves are empty today. Please come back tomorrow.");
      reveal();
      changed(products);
    } catch (error) {
      console.warn(error);
      if (!shown) grid.replaceChildren();
      say("The products could not be loaded.", load);
    }
    grid.setAttribute("aria-busy", "false");
  }

  function reveal() {
    const fresh = products.slice(shown, shown + SHOWN_AT_ONCE);
    const isFirst = shown === 0;
    shown += fresh.length;
    const tiles = fresh.map(tile);
    grid.append(...tiles);
    more.hidden = shown >= products.length && !cursor;
    // The button may be gone, and whoever pressed it wants to see what came.
    if (!isFirst) tiles[0]?.firstElementChild.focus({ preventScroll: true });
  }

  function say(words, again) {
    const attributes = { type: "button", class: "again", onclick: again };
    const retry = again ? [element("button", attributes, "Try again")] : [];
    state.replaceChildren(...(words ? [element("p", {}, words)] : []), ...retry);
  }

  return {
    /** Shows a product as it is now, where it is on the shelf. */
    renew(product) {
      const place = products.slice(0, shown).indexOf(product);
      grid.children[place]?.replaceWith(tile(product));
    },
  };
}

/** One of each kind in turn, so that the first row shows what the shop has. */
function mixed(products) {
  const kinds = new Map();
  for (const product of products) {
    const kind = product.product_type ?? "";
    kinds.set(kind, [...(kinds.get(kind) ?? []), product]);
  }
  const rows = Array.from(kinds.values());
  const longest = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: longest }, (_, place) => rows.map((row) => row[place]))
    .flat()
    .filter(Boolean);
}

function place() {
  const bone = (shape) => element("i", { class: shape });
  const bones = ["square", "bar", "bar short"].map(bone);
  return element("li", { class: "place", "aria-hidden": "true" }, ...bones);
}

function tile(product) {
  const tag = isSoldOut(product) ? "Sold out" : labelOf(product);
  return element(
    "li",
    {},
    element(
      "a",
      { class: "tile", href: `#${encodeURIComponent(product.id)}` },
      picture(product),
      tag ? element("span", { class: "tag" }, tag) : null,
      element("strong", { dir: "auto" }, product.title),
      element("span", { class: "tile-type" }, product.product_type ?? ""),
      element("span", { class: "tile-price" }, priceLabel(product)),
    ),
  );
}

function labelOf({ tags = [] }) {
  const known = tags.find((tag) => LABELS[tag]);
  return known ? LABELS[known] : null;
}
