/** The products on the page: loading, there, none, or not to be had. */

import { element } from "../base/element.js";
import { picture } from "./picture.js";
import { isSoldOut, priceLabel } from "./price.js";
import { shop } from "./shop.js";

const PLACES = 8;
const LABELS = { bestseller: "Bestseller", new: "New", "final-sale": "Last pieces" };

/** `changed(products)` is called with all products whenever there are more. */
export function startProductGrid({ changed }) {
  const grid = document.getElementById("grid");
  const state = document.getElementById("grid-state");
  const more = document.getElementById("more");
  const products = [];
  let cursor = null;

  more.addEventListener("click", load);
  load();

  async function load() {
    say("");
    more.hidden = true;
    grid.setAttribute("aria-busy", "true");
    if (!products.length) grid.replaceChildren(...Array.from({ length: PLACES }, place));
    try {
      const page = await shop.products(cursor);
      const fresh = page.items ?? [];
      if (!products.length) grid.replaceChildren();
      products.push(...fresh);
      grid.append(...fresh.map(tile));
      cursor = page.next_cursor ?? null;
      more.hidden = !cursor;
      if (!products.length) say("The shelves are empty today. Please come back tomorrow.");
      changed(products);
    } catch (error) {
      console.warn(error);
      if (!products.length) grid.replaceChildren();
      say("The products could not be loaded.", load);
    }
    grid.setAttribute("aria-busy", "false");
  }

  function say(words, again) {
    const retry = element("button", { type: "button", class: "again", onclick: again }, "Try again");
    state.replaceChildren(...(words ? [element("p", {}, words)] : []), ...(again ? [retry] : []));
  }
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
