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

/**
 * The same product always has the same colour. Neighbours on a mixed shelf are of neighbouring
 * kinds, and get different ones: a kind has two colours, and no colour of the next kind.
 */
function tintOf({ id = "", product_type: kind }) {
  let sum = 0;
  for (const character of id) sum += character.codePointAt(0);
  return (Object.keys(shapes).indexOf(kind) + TINTS + (sum % 2) * (TINTS / 2)) % TINTS;
}
