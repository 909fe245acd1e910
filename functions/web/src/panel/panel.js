/** The chat panel: joins the conversation to what is on the screen. */

import { store } from "../base/store.js";
import { createConversation } from "../conversation/conversation.js";
import { panelStrings as strings } from "../strings.js";
import { createComposer } from "./composer.js";
import { createFrame } from "./frame.js";
import { createStamp } from "./stamp.js";
import { createTranscript } from "./transcript.js";

export function createPanel({ root, base, locale, identity, launcher }) {
  const stamp = createStamp(locale);
  const transcript = createTranscript({ stamp, retry, edit, choose: (text) => talk.send(text) });
  const composer = createComposer({
    stamp,
    send: (text) => talk.send(text),
    typed: () => talk.tellTyping(),
  });
  const frame = createFrame({
    root,
    transcript,
    composer,
    close,
    reconnect: () => talk.start(),
    rate: (score, comment) => talk.rate(score, comment),
  });
  let isOpen = false;
  let unread = 0;
  let isRestoring = true;
  let prefilled = "";

  const on = {
    added(entry) {
      transcript.add(entry, talk.entries);
      frame.setEmpty(false);
      if (isRestoring || entry.role === "customer") return;
      if (isOpen) store.keepSeen(talk.lastId());
      else launcher.setUnread((unread += 1));
    },

    changed(entry) {
      transcript.update(entry);
      if (entry.delivery === "failed" || entry.delivery === "refused") {
        frame.announce(strings.notSentAloud);
      }
    },

    removed: () => transcript.arrange(talk.entries),
    moved: () => transcript.arrange(talk.entries),

    restored() {
      isRestoring = false;
      transcript.toEnd();
      // One frame later the restored messages are on the page and no longer news.
      requestAnimationFrame(() => transcript.setQuiet(false));
      if (isOpen) store.keepSeen(talk.lastId());
      else launcher.setUnread((unread = unseen()));
    },

    choices: (texts) => transcript.setChoices(texts),
    state: (state) => frame.setState(state),
    phase: (phase) => frame.setPhase(phase),
    personChanged: () => restart(),

    typing(isTyping) {
      transcript.setTyping(isTyping);
      const isHuman = talk.state() === "with_human";
      const words = isHuman ? strings.humanTyping : strings.assistantTyping;
      if (isTyping) frame.announce(words);
    },
  };

  let talk = begin();

  function begin() {
    isRestoring = true;
    transcript.setQuiet(true);
    return createConversation({ base, locale, identity, on });
  }

  /** Replies that came after the last one that was on the screen. */
  function unseen() {
    const index = talk.entries.findIndex((entry) => entry.id === store.seen());
    if (index < 0) return 0;
    return talk.entries.slice(index + 1).filter((entry) => entry.role !== "customer").length;
  }

  function retry(entry) {
    talk.retry(entry);
    composer.focus();
  }

  function edit(entry) {
    talk.withdraw(entry);
    composer.prefill(entry.text);
    composer.focus();
  }

  /** A text that the page proposes never replaces one that the shopper wrote. */
  function propose(text) {
    if (!text || !(composer.isEmpty() || composer.text() === prefilled)) return;
    prefilled = text;
    composer.prefill(text);
  }

  function open({ text, isQuiet = false } = {}) {
    propose(text);
    if (!isOpen) {
      isOpen = true;
      store.keepOpen(true);
      launcher.setOpen(true);
      launcher.setUnread((unread = 0));
      frame.show();
      composer.fit();
      transcript.toEnd();
      if (talk.lastId()) store.keepSeen(talk.lastId());
    }
    talk.start();
    if (!isQuiet) composer.focus();
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    store.keepOpen(false);
    frame.hide();
    launcher.setOpen(false);
    launcher.focus();
  }

  /** Another person is here. Nothing of the last one stays. */
  function restart() {
    talk.end();
    transcript.arrange([]);
    transcript.setChoices([]);
    transcript.setTyping(false);
    composer.prefill("");
    frame.setEmpty(true);
    frame.setState("open");
    frame.setPhase(null);
    launcher.setUnread((unread = 0));
    talk = begin();
    if (isOpen) talk.start();
  }

  return {
    isOpen: () => isOpen,
    open,
    close,

    /** After a reload: as it was, but without taking the focus or covering a whole phone. */
    resume() {
      if (store.isOpen() && !frame.isFullScreen()) open({ isQuiet: true });
      else if (store.session()) talk.start();
    },

    restart,
  };
}
