/** Where the shopper writes. Never disabled: one may go on writing while the assistant answers. */

import { element, icon } from "../base/element.js";
import { panelStrings as strings } from "../strings.js";
import { icons } from "./icons.js";

/** As the server counts: characters, not UTF-16 units. */
const TEXT_CHARS_MAX = 4_000;
/** The counter appears from here. */
const COUNTER_FROM = 3_600;
const HEIGHT_PX_MAX = 132;
/** How input methods marked the Enter that ends a composition before `isComposing` existed. */
const COMPOSING_KEY_CODE = 229;

export function createComposer({ stamp, send, typed }) {
  const input = element("textarea", {
    rows: "1",
    id: "text",
    placeholder: strings.placeholder,
    enterkeyhint: "send",
    autocomplete: "off",
    dir: "auto",
    "aria-describedby": "counter",
    oninput,
    onkeydown,
  });
  const counter = element("p", { class: "counter", id: "counter", role: "status", hidden: true });
  const button = element(
    "button",
    { type: "submit", class: "send", "aria-label": strings.send },
    icon(icons.send),
  );
  const node = element(
    "form",
    { class: "composer", novalidate: true, onsubmit },
    element("label", { class: "unseen", for: "text" }, strings.inputLabel),
    element("div", { class: "field" }, input, button),
    counter,
  );

  function oninput() {
    const count = countOf(input.value);
    const over = count - TEXT_CHARS_MAX;
    counter.hidden = count < COUNTER_FROM;
    counter.classList.toggle("over", over > 0);
    const [shown, max] = [stamp.count(count), stamp.count(TEXT_CHARS_MAX)];
    const words = over > 0 ? strings.tooLong(stamp.count(over)) : strings.counter(shown, max);
    counter.textContent = counter.hidden ? "" : words;
    input.setAttribute("aria-invalid", String(over > 0));
    button.classList.toggle("ready", isSendable());
    fit();
    if (count) typed();
  }

  /** Grows with the text. Set through the object model, which a strict style policy allows. */
  function fit() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, HEIGHT_PX_MAX)}px`;
  }

  function isSendable() {
    const text = clean(input.value);
    return text !== "" && countOf(text) <= TEXT_CHARS_MAX;
  }

  function onkeydown(event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === COMPOSING_KEY_CODE) return;
    event.preventDefault();
    submit();
  }

  function onsubmit(event) {
    event.preventDefault();
    submit();
    input.focus();
  }

  /** Empties the input before it sends, so a second click finds nothing to send. */
  function submit() {
    if (!isSendable()) return;
    const text = clean(input.value);
    set("");
    send(text);
  }

  function set(text) {
    input.value = text;
    oninput();
  }

  return {
    node,
    focus: () => input.focus({ preventScroll: true }),

    /** Puts `text` into the input and the cursor behind it. */
    prefill(text) {
      set(text);
      input.setSelectionRange(text.length, text.length);
    },

    text: () => input.value,
    isEmpty: () => input.value.trim() === "",
    fit,
  };
}

/** Without blank ends, and without halves of characters, which JSON cannot carry. */
function clean(text) {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD").trim();
}

function countOf(text) {
  // Cheap while it cannot matter: characters are never more than UTF-16 units.
  return text.length < COUNTER_FROM ? text.length : Array.from(text).length;
}
