/** The look of the panel. Colours and the host's wall are in the launcher's style. */

import { cardStyle } from "./card_style.js";

const frameStyle = `
.panel {
  position: fixed;
  right: calc(20px + env(safe-area-inset-right, 0px));
  bottom: calc(92px + env(safe-area-inset-bottom, 0px));
  display: flex;
  flex-direction: column;
  width: min(25em, calc(100vw - 40px));
  height: min(44em, calc(100vh - 112px));
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 20px;
  background: var(--surface);
  color: var(--text);
  box-shadow: var(--shadow);
  font: 1em/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  animation: rise .18s ease-out;
}
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
h2, h3, p, ol, ul { margin: 0; padding: 0; font: inherit; list-style: none; }
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.quiet { color: var(--quiet); }
.head {
  display: flex;
  align-items: center;
  gap: 8px;
  min-height: 68px;
  padding: 10px 10px 10px 20px;
  border-bottom: 1px solid var(--line);
}
.head > div { flex: 1; min-width: 0; }
.head h2 { font-size: 1.0625em; font-weight: 650; line-height: 1.3; }
.head p { color: var(--quiet); font-size: .8125em; line-height: 1.35; }
.close, .send {
  display: grid;
  flex: none;
  place-items: center;
  width: 44px;
  height: 44px;
  padding: 0;
  border: 0;
  border-radius: 50%;
  background: none;
}
.close { color: var(--quiet); }
.close:hover { background: var(--raised); color: var(--text); }
.banner {
  display: flex;
  align-items: center;
  gap: 10px;
  padding: 10px 20px;
  border-bottom: 1px solid var(--line);
  background: var(--good-ground);
  color: var(--good);
  font-size: .9375em;
  font-weight: 550;
}
.notice {
  padding: 8px 20px;
  border-top: 1px solid var(--line);
  background: var(--neutral-ground);
  color: var(--neutral);
  font-size: .875em;
}
.rating { padding: 8px 20px 10px; border-top: 1px solid var(--line); font-size: .875em; }
.rating .scores { display: flex; gap: 8px; margin-top: 6px; }
.rating .score { flex: 1; min-height: 44px; border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); color: var(--text); }
.rating .score[aria-pressed="true"] { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 650; }
.rating form { display: flex; align-items: center; gap: 8px; margin-top: 8px; }
.rating form[hidden] { display: none; }
.rating textarea { flex: 1; min-width: 0; padding: 8px 10px; border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); color: var(--text); resize: none; }
.middle { position: relative; display: flex; flex: 1; flex-direction: column; min-height: 0; }
.scroller {
  position: relative;
  flex: 1;
  min-height: 0;
  padding: 4px 16px 16px;
  overflow-y: auto;
  overscroll-behavior: contain;
  scrollbar-width: thin;
}
.scroller:focus-visible { outline-offset: -4px; border-radius: 8px; }
.phase {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: center;
  gap: 4px 12px;
  padding: 8px 16px;
  color: var(--quiet);
  font-size: .9375em;
}
.empty .phase { position: absolute; inset: 0; flex-direction: column; pointer-events: none; }
.phase .again { pointer-events: auto; }
.phase.busy::before {
  content: "";
  width: 18px;
  height: 18px;
  border: 2px solid var(--line);
  border-top-color: var(--accent);
  border-radius: 50%;
  animation: turn .8s linear infinite;
}
@keyframes turn { to { transform: rotate(1turn); } }
.jump {
  position: absolute;
  bottom: 10px;
  left: 50%;
  display: flex;
  align-items: center;
  gap: 6px;
  min-height: 44px;
  padding: 0 16px;
  border: 1px solid var(--line);
  border-radius: 22px;
  background: var(--surface);
  box-shadow: var(--shadow);
  font-size: .875em;
  font-weight: 600;
  transform: translateX(-50%);
}
.jump .icon { width: 16px; height: 16px; }
`;

const messageStyle = `
.day {
  margin: 14px 0 4px;
  color: var(--quiet);
  font-size: .75em;
  font-weight: 600;
  text-align: center;
}
.message { display: flex; flex-direction: column; align-items: flex-start; margin-top: 4px; }
.message.customer { align-items: flex-end; }
.message .day { align-self: center; }
.group-start { margin-top: 12px; }
.author { display: none; gap: 8px; margin: 0 4px 4px; color: var(--quiet); font-size: .75em; }
.author span { font-weight: 600; }
.group-start .author { display: flex; }
.customer .author span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.bubble {
  max-width: 86%;
  padding: 9px 14px;
  border: 1px solid transparent;
  border-radius: 18px;
  background: var(--raised);
  font-size: .9375em;
  overflow-wrap: anywhere;
}
.bubble p { white-space: pre-wrap; unicode-bidi: plaintext; }
.bubble a { color: inherit; text-underline-offset: 2px; }
.assistant .bubble, .human_agent .bubble { border-end-start-radius: 6px; }
.human_agent .bubble { border-color: var(--edge); }
.customer .bubble { border-end-end-radius: 6px; background: var(--own); color: var(--on-own); }
.unsent .bubble { background: var(--bad-ground); border: 1px dashed var(--bad); color: var(--text); }
.fate:empty { display: none; }
.fate { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: 0 8px; font-size: .8125em; }
.sending { margin: 3px 4px 0; color: var(--quiet); animation: appear .2s .4s both; }
@keyframes appear { from { opacity: 0; } }
.not-sent { display: flex; align-items: center; gap: 6px; color: var(--bad); font-weight: 550; }
.not-sent .icon { width: 16px; height: 16px; }
.again {
  min-height: 44px;
  padding: 0 12px;
  border: 0;
  border-radius: 10px;
  background: none;
  color: var(--accent);
  font-weight: 650;
  text-decoration: underline;
  text-underline-offset: 3px;
}
.again:hover { background: var(--raised); }
.typing {
  display: flex;
  gap: 5px;
  width: max-content;
  margin-top: 12px;
  padding: 14px 16px;
  border-radius: 18px;
  border-end-start-radius: 6px;
  background: var(--raised);
}
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--quiet); animation: nod 1.1s ease-in-out infinite; }
.typing i:nth-child(2) { animation-delay: .15s; }
.typing i:nth-child(3) { animation-delay: .3s; }
@keyframes nod { 0%, 60%, 100% { transform: none; opacity: .5; } 30% { transform: translateY(-4px); opacity: 1; } }
.choices { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; margin-top: 14px; }
.choice {
  min-height: 44px;
  max-width: 100%;
  padding: 8px 16px;
  border: 1px solid var(--accent);
  border-radius: 22px;
  background: var(--surface);
  color: var(--accent);
  font-size: .9375em;
  font-weight: 550;
  line-height: 1.3;
  text-align: start;
  overflow-wrap: anywhere;
}
.choice:hover { background: var(--accent); color: var(--on-accent); }
`;

const composerStyle = `
.composer { padding: 10px 12px 12px; border-top: 1px solid var(--line); }
.field {
  display: flex;
  align-items: flex-end;
  padding: 1px 1px 1px 6px;
  border: 1px solid var(--edge);
  border-radius: 24px;
  background: var(--surface);
}
.field:focus-within { outline: 3px solid var(--focus); outline-offset: 1px; }
.composer textarea {
  flex: 1;
  min-width: 0;
  height: 44px;
  max-height: 132px;
  margin: 0;
  padding: 10px;
  border: 0;
  outline: 0;
  background: none;
  color: inherit;
  font: inherit;
  line-height: 1.5;
  resize: none;
}
.composer textarea::placeholder { color: var(--quiet); opacity: 1; }
.send { color: var(--quiet); }
.send.ready { background: var(--accent); color: var(--on-accent); }
.send.ready:hover { background: var(--accent-strong); }
.counter { padding: 6px 12px 0; color: var(--quiet); font-size: .8125em; text-align: end; font-variant-numeric: tabular-nums; }
.counter.over { color: var(--bad); font-weight: 650; }
`;

const screenStyle = `
@media (max-width: 480px), (max-height: 480px) {
  .launcher[aria-expanded="true"] { display: none; }
  .panel {
    top: var(--view-top, 0px);
    right: 0;
    bottom: auto;
    left: 0;
    width: 100%;
    height: var(--view-height, 100dvh);
    border: 0;
    border-radius: 0;
    padding-top: env(safe-area-inset-top, 0px);
    padding-right: env(safe-area-inset-right, 0px);
    padding-bottom: env(safe-area-inset-bottom, 0px);
    padding-left: env(safe-area-inset-left, 0px);
  }
}
@media (max-height: 480px) { .head { min-height: 0; padding-block: 2px; } .head p { display: none; } }
@media (forced-colors: active) {
  .bubble, .typing, .launcher, .send { border: 1px solid; }
  .customer .bubble { border-width: 2px; }
  .steps .current .mark { border-width: 6px; }
}
`;

export const panelStyle = frameStyle + messageStyle + cardStyle + composerStyle + screenStyle;
