/** The scrolling part of the panel: messages, the typing sign, and what may be tapped. */

import { element, icon } from "../base/element.js";
import { panelStrings as strings } from "../strings.js";
import { icons } from "./icons.js";
import { createMessage } from "./message.js";
import { isSameDay } from "./stamp.js";

/** Messages of one author within this time share one line of name and time. */
const GROUP_MS_MAX = 5 * 60_000;
/** This close to the end counts as being at the end. */
const END_PX = 48;

export function createTranscript({ stamp, retry, edit, choose }) {
  const shown = new Map();
  const log = element("div", {
    class: "log",
    role: "log",
    "aria-live": "polite",
    "aria-label": strings.messages,
  });
  const dots = [1, 2, 3].map(() => element("i"));
  const typing = element("div", { class: "typing", "aria-hidden": "true", hidden: true }, ...dots);
  const choices = element("div", {
    class: "choices",
    role: "group",
    "aria-label": strings.suggestions,
    hidden: true,
  });
  const scroller = element(
    "div",
    {
      class: "scroller",
      tabindex: "0",
      role: "region",
      "aria-label": strings.conversation,
      onscroll,
    },
    log,
    typing,
    choices,
  );
  const jump = element(
    "button",
    { type: "button", class: "jump", hidden: true, onclick: toEnd },
    icon(icons.down),
    strings.newMessages,
  );
  let isAtEnd = true;
  let chosen = "";

  function onscroll() {
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < END_PX;
    if (isAtEnd) jump.hidden = true;
  }

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    isAtEnd = true;
    jump.hidden = true;
  }

  /** Brings nodes into the order of `entries`, touching only what is out of place. */
  function arrange(entries) {
    let before = null;
    let place = log.firstElementChild;
    for (const entry of entries) {
      const message = shown.get(entry) ?? createMessage(entry, { stamp, retry, edit });
      shown.set(entry, message);
      message.arrange(placeOf(entry, before));
      if (message.node === place) place = place.nextElementSibling;
      else log.insertBefore(message.node, place);
      before = entry;
    }
    for (const [entry, message] of shown) {
      if (entries.includes(entry)) continue;
      message.node.remove();
      shown.delete(entry);
    }
  }

  /** A reply that is taller than the view is read from its beginning. */
  function follow(entry) {
    const node = shown.get(entry).node;
    const isMine = entry.role === "customer";
    if (!isAtEnd && !isMine) {
      jump.hidden = false;
      return;
    }
    if (!isMine && node.offsetHeight > scroller.clientHeight - END_PX) {
      scroller.scrollTop = node.offsetTop - 8;
      isAtEnd = false;
    } else toEnd();
  }

  return {
    nodes: [scroller, jump],
    arrange,
    toEnd,

    add(entry, entries) {
      arrange(entries);
      follow(entry);
    },

    update(entry) {
      shown.get(entry)?.update();
      if (isAtEnd) toEnd();
    },

    /** Restored messages are not news: they are not read aloud. */
    setQuiet(isQuiet) {
      log.setAttribute("aria-live", isQuiet ? "off" : "polite");
    },

    setTyping(isTyping) {
      typing.hidden = !isTyping;
      if (isAtEnd) toEnd();
    },

    setChoices(texts) {
      const key = JSON.stringify(texts);
      if (key === chosen) return;
      chosen = key;
      // Focus must not fall back to the page when the button that has it goes.
      if (choices.contains(choices.getRootNode().activeElement)) scroller.focus();
      const chip = (text) => {
        const onclick = () => choose(text);
        return element("button", { type: "button", class: "choice", dir: "auto", onclick }, text);
      };
      choices.replaceChildren(...texts.map((text) => chip(String(text))));
      choices.hidden = !texts.length;
      if (isAtEnd) toEnd();
    },
  };
}

function placeOf(entry, before) {
  const isFirstOfDay = !isSameDay(entry.at, before?.at);
  const isSameAuthor = before?.role === entry.role;
  const isFirstOfGroup = isFirstOfDay || !isSameAuthor || entry.at - before.at > GROUP_MS_MAX;
  return { isFirstOfDay, isFirstOfGroup };
}
