/**
 * Makes elements. The only way text gets onto the page is `textContent`: nothing here or elsewhere
 * parses HTML, so a hostile message is only ever letters.
 */

const SVG = "http://www.w3.org/2000/svg";

/** `element("p", { class: "note", onclick }, "text", child)`; `null` is left out. */
export function element(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** As [`element`], for drawings. */
export function drawing(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

/** A line drawing on a field of 24 by 24 that follows the colour of the text. */
export function icon(path) {
  return drawing(
    "svg",
    {
      viewBox: "0 0 24 24",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "2",
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      "aria-hidden": "true",
      class: "icon",
    },
    drawing("path", { d: path }),
  );
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined) node.append(child);
  }
  return node;
}
