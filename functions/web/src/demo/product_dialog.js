/** A product up close. The address names it, so it can be shared and the Back button closes it. */

import { element } from "../base/element.js";
import { picture } from "./picture.js";
import { isSoldOut, optionsOf, priceLabel, soldOut } from "./price.js";
import { shop } from "./shop.js";

/** `delivered(product)` is called when goods have arrived. */
export function startProductDialog({ ask, delivered }) {
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
        ...availability(product),
        button("dialog-ask", onAsk, "Ask about this"),
      ),
    );
  }

  /** What is sold out, and a way to have it come back: nobody else delivers to a demonstration. */
  function availability(product) {
    const missing = soldOut(product);
    if (!missing.length) return [];
    const isAll = isSoldOut(product);
    const words = isAll ? "Sold out at the moment." : `Sold out at the moment: ${missing.join("; ")}.`;
    const said = element("p", { class: "sold-out", role: "status" }, words);
    const isOver = (product.tags ?? []).some((tag) => tag.toLowerCase() === "discontinued");
    if (isOver) return [element("p", { class: "sold-out" }, "No longer sold.")];
    const deliver = button("dialog-deliver", () => arrive(product, said, deliver), "Let a delivery arrive");
    return [said, deliver];
  }

  async function arrive(product, said, pressed) {
    pressed.disabled = true;
    try {
      Object.assign(product, await shop.deliver(product.id));
      delivered(product);
      if (current === product) {
        dialog.replaceChildren(view(product));
        dialog.querySelector(".dialog-ask").focus();
      }
    } catch (error) {
      console.warn(error);
      pressed.disabled = false;
      said.textContent = "The delivery did not arrive. Please try again.";
    }
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

function button(name, onclick, ...words) {
  return element("button", { type: "button", class: name, onclick }, ...words);
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
