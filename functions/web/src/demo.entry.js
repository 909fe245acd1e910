/** The demonstration shop: what a real shop's own pages would do around the widget. */

import { startPersonas } from "./demo/personas.js";
import { startProductDialog } from "./demo/product_dialog.js";
import { startProductGrid } from "./demo/product_grid.js";
import { withWidget } from "./demo/widget.js";

const personas = startPersonas();
const dialog = startProductDialog({
  ask: (text) => withWidget((widget) => widget.open({ text })),
  delivered: (product) => grid.renew(product),
});

// All that the widget needs from a shop: who is signed in, and which product is on the screen.
window.edgewise = {
  identityToken: personas.identityToken,
  productId: dialog.productId,
};

const grid = startProductGrid({ changed: dialog.show });

document.getElementById("ask-list").addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button) withWidget((widget) => widget.open({ text: button.textContent }));
});
