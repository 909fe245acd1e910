/**
 * The look of the launcher, and the wall against the page's own style: inside a shadow root,
 * `!important` rules for the host win over every rule of the page, even over important ones.
 *
 * Sizes of text are in `em` of `medium`, so they follow the size that the shopper chose.
 */

export const launcherStyle = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: auto 0 0 auto !important;
  width: 0 !important;
  height: 0 !important;
  z-index: 2147483000 !important;
  direction: ltr !important;
  color-scheme: light dark !important;
  --accent: #1c5c49;
  --accent-strong: #144536;
  --on-accent: #ffffff;
  --surface: #ffffff;
  --raised: #f1f4f2;
  --text: #1a2320;
  --quiet: #55625d;
  --line: #dbe2de;
  --edge: #7a8983;
  --own: #1c5c49;
  --on-own: #ffffff;
  --focus: #0b57d0;
  --bad: #a1251b;
  --bad-ground: #fdecea;
  --good: #17603a;
  --good-ground: #e5f4ea;
  --warning: #7a4a00;
  --warning-ground: #fdf0d5;
  --neutral: #3c4a45;
  --neutral-ground: #e7edea;
  --shadow: 0 12px 40px rgba(16, 32, 26, .22), 0 2px 8px rgba(16, 32, 26, .12);
}
@media (prefers-color-scheme: dark) {
  :host {
    --accent: #7fd0b3;
    --accent-strong: #9fdfc8;
    --on-accent: #08211a;
    --surface: #161c1a;
    --raised: #242d2a;
    --text: #e9efec;
    --quiet: #a9b7b1;
    --line: #35413c;
    --edge: #7b8b85;
    --own: #22644f;
    --on-own: #ffffff;
    --focus: #9cc2ff;
    --bad: #ffb4ab;
    --bad-ground: #4a1f1b;
    --good: #94dfb1;
    --good-ground: #17392a;
    --warning: #f7cd83;
    --warning-ground: #44320f;
    --neutral: #cdd8d3;
    --neutral-ground: #303b37;
    --shadow: 0 12px 40px rgba(0, 0, 0, .6), 0 2px 8px rgba(0, 0, 0, .4);
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button { font: inherit; color: inherit; cursor: pointer; -webkit-tap-highlight-color: transparent; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.icon { width: 20px; height: 20px; flex: none; }
.launcher, .launcher-note {
  position: fixed;
  right: calc(20px + env(safe-area-inset-right, 0px));
  bottom: calc(20px + env(safe-area-inset-bottom, 0px));
  font: 1em/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
.launcher {
  display: grid;
  place-items: center;
  width: 60px;
  height: 60px;
  padding: 0;
  border: 2px solid var(--surface);
  border-radius: 50%;
  background: var(--accent);
  color: var(--on-accent);
  box-shadow: var(--shadow);
  transition: background .15s, transform .15s;
}
.launcher:hover { background: var(--accent-strong); transform: translateY(-1px); }
.launcher .icon { width: 28px; height: 28px; }
.launcher[aria-busy="true"] .icon { animation: breathe 1s ease-in-out infinite alternate; }
.badge {
  position: absolute;
  top: -6px;
  right: -6px;
  min-width: 24px;
  height: 24px;
  padding: 0 6px;
  border: 2px solid var(--surface);
  border-radius: 12px;
  background: #b3261e;
  color: #fff;
  font-size: .8125em;
  font-weight: 700;
  line-height: 20px;
  text-align: center;
}
.launcher-note {
  bottom: calc(92px + env(safe-area-inset-bottom, 0px));
  width: max-content;
  max-width: min(280px, calc(100vw - 40px));
  margin: 0;
  padding: 10px 14px;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--surface);
  color: var(--text);
  box-shadow: var(--shadow);
}
@keyframes breathe { to { opacity: .45; } }
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: .01ms !important; animation-iteration-count: 1 !important; transition: none !important; }
}
@media print { :host { display: none !important; } }
`;
