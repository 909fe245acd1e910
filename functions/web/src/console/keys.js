/**
 * Single keys. A key leads to what is marked with it (`data-key`) and does nothing by itself, so a slip of the
 * finger sends and closes nothing. In fields, with a modifier, and while the help is open keys are left alone;
 * they can be switched off (WCAG 2.1.4).
 */

const KEPT = "edgewise.keys";

/** Where letters are letters, or a key chooses: there nothing is stolen. */
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog";

export function offerKeys(document, storage) {
  const help = document.getElementById("keys");
  if (!help) return;
  const open = document.getElementById("keys-open");
  const on = document.getElementById("keys-on");
  on.checked = read(storage) !== "off";
  on.addEventListener("change", () => keep(storage, on.checked ? "on" : "off"));
  open.hidden = false;
  open.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (help.open || event.defaultPrevented || event.target.closest(TYPING)) return;
    if (pressed(document, event.key, help)) event.preventDefault();
  });
}

function pressed(document, key, help) {
  if (key === "?") {
    help.showModal();
    return true;
  }
  if (key === "j" || key === "k") return step(document, key === "j" ? 1 : -1);
  if (key === "x") return toggle(document);
  if (!/^[a-z/]$/.test(key)) return false;
  const marked = document.querySelector(`[data-key="${key}"]`);
  if (!marked) return false;
  if (marked.matches("a")) {
    marked.click();
    return true;
  }
  for (let details = marked.closest("details"); details; details = details.parentElement.closest("details")) details.open = true;
  marked.focus();
  marked.scrollIntoView({ block: "nearest" });
  return true;
}

/** From one row's link to the next; from anywhere else to the first. */
function step(document, by) {
  const links = [...document.querySelectorAll("[data-row]")];
  if (!links.length) return false;
  const row = document.activeElement.closest("tr");
  const at = links.findIndex((link) => link.closest("tr") === row);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
  return true;
}

function toggle(document) {
  const box = document.activeElement.closest("tr")?.querySelector("[data-select]");
  if (!box) return false;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// A browser may refuse to keep anything: then keys are on until the page is left.
function read(storage) {
  try {
    return storage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(storage, value) {
  try {
    storage.setItem(KEPT, value);
  } catch {
    // Holds until the page is left.
  }
}
