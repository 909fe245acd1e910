/** A product's picture, or a drawing of its kind where the shop has none: no request is made. */

import { drawing, element } from "../base/element.js";
import { shapes } from "./shapes.js";

const TINTS = 6;

export function picture(product) {
  const frame = element("span", { class: `picture tint-${tintOf(product)}` }, drawn(product));
  const url = pictureUrl(product.image_url);
  if (!url) return frame;
  const onerror = (event) => event.target.remove();
  frame.append(element("img", { src: url, alt: "", loading: "lazy", onerror }));
  return frame;
}

function drawn({ product_type: kind }) {
  const parts = shapes[kind] ?? shapes.other;
  const paths = parts.map(([tone, d]) => drawing("path", { class: tone, d }));
  return drawing("svg", { viewBox: "0 0 120 120", "aria-hidden": "true" }, ...paths);
}

/** Only pictures from the web or our own server. */
function pictureUrl(value) {
  try {
    const url = new URL(value, location.origin);
    const isOwn = url.origin === location.origin;
    return value && (isOwn || url.protocol === "https:") ? url.href : null;
  } catch {
    return null;
  }
}

/** The same product always has the same colour, and neighbours mostly differ. */
function tintOf({ id = "", title = "" }) {
  let sum = 0;
  for (const character of id + title) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % TINTS;
}
