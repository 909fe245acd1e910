/**
 * The loader: all that a shop's page pays for before somebody wants to talk. It shows the launcher,
 * offers `window.Edgewise`, and fetches the panel when the page is idle or the launcher is used.
 *
 * <script type="module" src="https://…/widget.js" data-locale="en-US"></script>
 */

import { createIdentity, personOf } from "./base/identity.js";
import { store } from "./base/store.js";
import { mountLauncher } from "./launcher/launcher.js";

const here = new URL(import.meta.url);
const script = Array.from(document.scripts).find(({ src }) => src === here.href);
const locale =
  script?.dataset.locale || document.documentElement.lang || navigator.language || "en-US";

function begin() {
  const identity = createIdentity();
  const launcher = mountLauncher({ toggle: () => (panel?.isOpen() ? panel.close() : open()) });
  let panel = null;
  let loading = null;
  let attempts = 0;

  /** Some browsers remember a module that could not be fetched: each try has its own address. */
  function fetchPanel() {
    const url = new URL("panel.js", here);
    if (attempts) url.search = `?again=${attempts}`;
    attempts += 1;
    return import(url.href);
  }

  async function load() {
    loading ??= fetchPanel();
    try {
      const { createPanel } = await loading;
      panel ??= createPanel({ root: launcher.root, base: here.origin, locale, identity, launcher });
      return panel;
    } catch (error) {
      loading = null;
      throw error;
    }
  }

  async function open(options) {
    launcher.setBusy(true);
    try {
      (await load()).open(options);
      launcher.setBusy(false);
    } catch (error) {
      console.warn("edgewise: the panel could not be loaded", error);
      launcher.setBusy(false, { hasFailed: true });
    }
  }

  /** Whoever talked in this tab before goes on: replies may have come meanwhile. */
  async function resume() {
    if (!store.session() && !store.isOpen()) {
      // Only the code is fetched ahead, and not where the shopper asked browsers to save data.
      if (!navigator.connection?.saveData) loading ??= fetchPanel();
      return loading;
    }
    const resumed = await load();
    return resumed.resume();
  }

  const onIdle = window.requestIdleCallback ?? ((action) => setTimeout(action, 1_500));
  onIdle(() => resume().catch(() => (loading = null)), { timeout: 4_000 });

  return {
    /** Opens the panel; `text` is put into the input, not sent. */
    open: ({ text } = {}) => open({ text }),
    close: () => panel?.close(),

    /** The shop tells who is signed in; a new token of the same person changes nothing. */
    identify(token) {
      identity.tell(token);
      const known = store.session();
      if (!known || known.person !== personOf(token)) panel?.restart();
    },

    signOut() {
      identity.tell(null);
      store.forget();
      panel?.restart();
    },
  };
}

if (!window.Edgewise) {
  window.Edgewise = Object.freeze(begin());
  window.dispatchEvent(new Event("edgewise:ready"));
}
