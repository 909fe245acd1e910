/** The panel's outside: header, banners, what it says while there is no connection, and focus. */

import { element, icon } from "../base/element.js";
import { panelStrings as strings } from "../strings.js";
import { icons } from "./icons.js";
import { createRating } from "./rating.js";
import { panelStyle } from "./style.js";

/** Phones, and desktops zoomed far in, give the panel the whole screen. */
const FULL_SCREEN = "(max-width: 480px), (max-height: 480px)";
const FOCUSABLE = "button, textarea, a[href], summary, [tabindex='0']";

export function createFrame({ root, transcript, composer, close, reconnect, rate }) {
  const fullScreen = matchMedia(FULL_SCREEN);
  const subtitle = element("p", { id: "subtitle" }, strings.subtitle);
  const banner = element(
    "p",
    { class: "banner", role: "status", hidden: true },
    icon(icons.person),
    element("span", {}, strings.withHuman),
  );
  const phaseWords = element("p", {});
  const again = element(
    "button",
    { type: "button", class: "again", onclick: reconnect },
    strings.connectAgain,
  );
  const phaseNote = element("div", { class: "phase", role: "status" }, phaseWords, again);
  const offline = element("p", { class: "notice", role: "status", hidden: true }, strings.offline);
  const ended = element("p", { class: "notice", role: "status", hidden: true }, strings.closed);
  const rating = createRating({ rate });
  const aloud = element("p", { class: "unseen", role: "status" });
  const middle = element("div", { class: "middle empty" }, ...transcript.nodes, phaseNote);
  const panel = element(
    "div",
    {
      class: "panel",
      role: "dialog",
      "aria-labelledby": "title",
      "aria-describedby": "subtitle",
      hidden: true,
      onkeydown,
    },
    header(subtitle, close),
    banner,
    middle,
    offline,
    ended,
    rating.node,
    composer.node,
    aloud,
  );

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(panelStyle);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  root.append(panel);

  // The shop's own shortcuts must not fire while somebody writes here: from outside, the events
  // seem to come from an element that is no input.
  for (const name of ["keydown", "keypress", "keyup"]) {
    panel.addEventListener(name, (event) => event.stopPropagation());
  }

  function onkeydown(event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      close();
    }
    if (event.key === "Tab" && fullScreen.matches) keepFocus(event);
  }

  /** What lies under a full screen cannot be seen, so Tab does not go there. */
  function keepFocus(event) {
    const isShown = (node) => node.getClientRects().length > 0;
    const stops = Array.from(panel.querySelectorAll(FOCUSABLE)).filter(isShown);
    const [first, last] = [stops[0], stops.at(-1)];
    const leaves = event.shiftKey ? first : last;
    if (root.activeElement !== leaves) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  function setModal() {
    panel.setAttribute("aria-modal", String(fullScreen.matches));
  }

  function setOffline() {
    offline.hidden = navigator.onLine !== false;
  }

  /** A screen keyboard covers the page without shrinking it; a pinch is not a keyboard. */
  function fit() {
    const { scale, height, offsetTop } = window.visualViewport;
    const isKeyboard = scale === 1;
    panel.style.setProperty("--view-height", isKeyboard ? `${height}px` : "100dvh");
    panel.style.setProperty("--view-top", isKeyboard ? `${offsetTop}px` : "0px");
  }

  setModal();
  setOffline();
  fullScreen.addEventListener("change", setModal);
  window.addEventListener("online", setOffline);
  window.addEventListener("offline", setOffline);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);

  return {
    isFullScreen: () => fullScreen.matches,
    show: () => (panel.hidden = false),
    hide: () => (panel.hidden = true),

    setEmpty: (isEmpty) => middle.classList.toggle("empty", isEmpty),

    /** Says something to those who cannot see it. The same words twice are two pieces of news. */
    announce(words) {
      aloud.textContent = "";
      requestAnimationFrame(() => (aloud.textContent = words));
    },

    setState(state) {
      banner.hidden = state !== "with_human";
      // Whoever talks to a person is not told that it is a machine.
      subtitle.hidden = state === "with_human";
      ended.hidden = state !== "closed";
      rating.show(state === "closed");
    },

    setPhase(phase) {
      const words = { connecting: strings.connecting, unreachable: strings.unreachable, shut: strings.shut };
      phaseWords.textContent = words[phase] ?? "";
      phaseNote.hidden = !words[phase];
      phaseNote.classList.toggle("busy", phase === "connecting");
      again.hidden = phase !== "unreachable";
    },
  };
}

function header(subtitle, close) {
  return element(
    "div",
    { class: "head" },
    element(
      "div",
      {},
      element("h2", { id: "title" }, strings.title),
      subtitle,
    ),
    element(
      "button",
      { type: "button", class: "close", "aria-label": strings.close, onclick: close },
      icon(icons.close),
    ),
  );
}
