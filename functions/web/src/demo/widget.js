/** The widget of the page, which may still be on its way. */

export function withWidget(action) {
  if (window.Edgewise) action(window.Edgewise);
  else window.addEventListener("edgewise:ready", () => action(window.Edgewise), { once: true });
}
