/** A product up close. The address names it, so it can be shared and the Back button closes it. */

import { element } from "../base/element.js";
import { picture } from "./picture.js";
import { isSoldOut, optionsOf, priceLabel } from "./price.js";

export function startProductDialog({ ask }) {
  const dialog = document.getElementById("product");
  let products = [];
  let current = null;

  window.addEventListener("hashchange", follow);
  dialog.addEventListener("close", leave);
  // A click beside the dialog lands on the dialog element itself.
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());

  function follow() {
    const id = decode(location.hash.slice(1));
    current = products.find((product) => product.id === id) ?? null;
    if (!current) return dialog.open && dialog.close();
    dialog.replaceChildren(view(current));
    if (!dialog.open) dialog.showModal();
    return undefined;
  }

  function leave() {
    if (current) history.pushState(null, "", location.pathname + location.search);
    current = null;
  }

  function view(product) {
    const question = `I have a question about the ${product.title}: `;
    const onAsk = () => {
      dialog.close();
      ask(question);
    };
    const button = (name, onclick, ...words) =>
      element("button", { type: "button", class: name, onclick }, ...words);
    const cross = element("span", { "aria-hidden": "true" }, "×");
    const close = button("dialog-close", () => dialog.close(), cross);
    close.setAttribute("aria-label", "Close");
    return element(
      "article",
      {},
      close,
      picture(product),
      element(
        "div",
        { class: "dialog-words" },
        element("p", { class: "tile-type" }, product.product_type ?? ""),
        element("h2", { id: "product-title", dir: "auto" }, product.title),
        element("p", { class: "dialog-price" }, priceLabel(product)),
        element("p", { dir: "auto" }, product.description ?? ""),
        element("dl", {}, ...optionsOf(product).flatMap(option)),
        isSoldOut(product) ? element("p", { class: "sold-out" }, "Sold out at the moment.") : null,
        button("dialog-ask", onAsk, "Ask about this"),
      ),
    );
  }

  return {
    /** The products that can be shown; opens the one that the address names. */
    show(known) {
      products = known;
      if (!current && location.hash) follow();
    },

    productId: () => current?.id ?? null,
  };
}

function option([name, values]) {
  return [element("dt", {}, name), element("dd", { dir: "auto" }, values.join(", "))];
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
