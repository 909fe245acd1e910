/** Addresses from outside: shown as links only where they lead to a web page. */

import { element } from "../base/element.js";

/** `value` where it is an `https:` or `http:` address, else `null`. */
export function webUrl(value) {
  try {
    const url = new URL(value);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A link to another page, in a new tab that cannot reach back. */
export function outsideLink(url, attributes, ...children) {
  const href = webUrl(url);
  if (!href) return null;
  const safe = { href, target: "_blank", rel: "noopener noreferrer" };
  return element("a", { ...attributes, ...safe }, ...children);
}

/** `text` in pieces, with every web address as a link that reads exactly as it leads. */
export function withLinks(text) {
  const pieces = text.split(/(https?:\/\/[^\s<>"'`]+)/);
  return pieces.flatMap((piece, index) => {
    if (index % 2 === 0) return piece ? [piece] : [];
    // A full stop or bracket after an address belongs to the sentence.
    const address = piece.replace(/[.,;:!?)\]}]+$/, "");
    const link = outsideLink(address, {}, address);
    return [link ?? address, piece.slice(address.length)];
  });
}
