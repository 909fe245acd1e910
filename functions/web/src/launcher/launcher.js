/** The round button in the corner, and the shadow root that it shares with the panel. */

import { element, icon } from "../base/element.js";
import { launcherStrings as strings } from "../strings.js";
import { launcherStyle } from "./style.js";

const TALK = "M21 12a8 8 0 0 1-8 8H4l1.8-3.2A8 8 0 1 1 21 12zM9 11h.01M13 11h.01M17 11h.01";
const DOWN = "M6 9.5l6 6 6-6";
const UNREAD_SHOWN_MAX = 9;

export function mountLauncher({ toggle }) {
  // Beside `body`, where no transform of the page can catch it and no page switch removes it.
  const host = element("edgewise-widget", { lang: "en" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherStyle);
  root.adoptedStyleSheets = [sheet];

  const badge = element("span", { class: "badge", "aria-hidden": "true", hidden: true });
  const note = element("p", { class: "launcher-note", role: "alert", hidden: true });
  const talk = icon(TALK);
  const down = icon(DOWN);
  const button = element(
    "button",
    { type: "button", class: "launcher", "aria-haspopup": "dialog", onclick: toggle },
    talk,
    badge,
  );
  let isOpen = false;
  let unread = 0;

  function show() {
    const words = [isOpen ? strings.close : strings.open];
    if (unread && !isOpen) words.push(strings.unread(unread));
    button.setAttribute("aria-label", words.join(", "));
    button.setAttribute("aria-expanded", String(isOpen));
    button.replaceChildren(isOpen ? down : talk, badge);
    badge.hidden = isOpen || !unread;
    badge.textContent = unread > UNREAD_SHOWN_MAX ? `${UNREAD_SHOWN_MAX}+` : String(unread);
  }

  show();
  root.append(note, button);
  document.documentElement.append(host);

  return {
    root,
    focus: () => button.focus({ preventScroll: true }),

    setOpen(value) {
      isOpen = value;
      show();
    },

    setUnread(count) {
      unread = count;
      show();
    },

    setBusy(isBusy, { hasFailed = false } = {}) {
      button.setAttribute("aria-busy", String(isBusy));
      note.hidden = !hasFailed;
      note.textContent = hasFailed ? strings.loadFailed : "";
    },
  };
}
