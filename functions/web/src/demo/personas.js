/** Who the visitor of the demonstration pretends to be. A real shop has a sign-in page instead. */

import { element } from "../base/element.js";
import { shop } from "./shop.js";
import { withWidget } from "./widget.js";

const KEY = "fernhill.persona";
const NOBODY = {
  customer_id: null,
  name: "Nobody (visitor)",
  signedInAs: "a visitor",
  blurb: "Not signed in. The assistant knows no orders and asks for proof before it tells any.",
};

export function startPersonas() {
  const part = (id) => document.getElementById(id);
  const [button, panel, list, state] = ["who", "who-panel", "who-list", "who-state"].map(part);
  let chosen = remembered();
  let known = null;
  let switching = 0;

  show();
  button.addEventListener("click", () => setOpen(panel.hidden));
  const whole = button.parentElement;
  document.addEventListener("click", (event) => {
    // The path, not the target: what was clicked may have been replaced by now.
    if (!panel.hidden && !event.composedPath().includes(whole)) setOpen(false);
  });
  whole.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    setOpen(false);
    button.focus();
  });

  function setOpen(isOpen) {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && !known) fill();
  }

  async function fill() {
    say("Loading the demo customers…");
    try {
      known = await shop.personas();
      say(known.length ? "" : "There are no demo customers.");
      list.replaceChildren(...[NOBODY, ...known].map(row));
    } catch (error) {
      console.warn(error);
      say("The demo customers could not be loaded.", fill);
    }
  }

  function row(persona) {
    const onclick = () => choose(persona);
    const isChosen = persona.customer_id === chosen.customer_id;
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", "aria-pressed": String(isChosen), onclick },
        element("span", { class: "who-face", "aria-hidden": "true" }, initials(persona)),
        element("strong", { dir: "auto" }, persona.name),
        element("span", { dir: "auto" }, persona.blurb ?? ""),
      ),
    );
  }

  async function choose(persona) {
    switching += 1;
    const mine = switching;
    try {
      say(persona.customer_id ? `Signing in as ${persona.name}…` : "");
      const token = persona.customer_id ? await shop.identityToken(persona.customer_id) : null;
      // Somebody else was chosen while we waited.
      if (mine !== switching) return;
      chosen = persona;
      remember(persona);
      withWidget((widget) => (token ? widget.identify(token) : widget.signOut()));
      say("");
      show();
      setOpen(false);
      button.focus();
      toast(token ? `You are now ${persona.name}.` : "You are now a visitor.");
    } catch (error) {
      console.warn(error);
      if (mine === switching) say(`Could not sign in as ${persona.name}.`, () => choose(persona));
    }
  }

  function show() {
    part("who-name").textContent = chosen.signedInAs ?? chosen.name;
    part("who-face").textContent = initials(chosen);
    if (known) list.replaceChildren(...[NOBODY, ...known].map(row));
  }

  function say(words, again) {
    const attributes = { type: "button", class: "again", onclick: again };
    const retry = again ? [element("button", attributes, "Try again")] : [];
    state.replaceChildren(...(words ? [element("p", {}, words)] : []), ...retry);
  }

  return {
    /** For the widget: a token of whoever is chosen, `null` for nobody. */
    identityToken: async () =>
      chosen.customer_id ? shop.identityToken(chosen.customer_id) : null,
  };
}

function initials({ customer_id: id, name }) {
  if (!id) return "?";
  const words = name.split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => Array.from(word)[0]).join("");
}

function remembered() {
  try {
    const persona = JSON.parse(localStorage.getItem(KEY));
    return persona?.customer_id ? persona : NOBODY;
  } catch {
    return NOBODY;
  }
}

function remember(persona) {
  try {
    localStorage.setItem(KEY, JSON.stringify(persona));
  } catch {
    // Without storage the choice lasts until the page is left.
  }
}

function toast(words) {
  const node = document.getElementById("toast");
  node.textContent = words;
  node.classList.remove("shown");
  // Reading a size makes the browser see the class as gone, so that the movement starts over.
  void node.offsetWidth;
  node.classList.add("shown");
}
