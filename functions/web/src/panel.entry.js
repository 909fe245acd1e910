/** The panel, loaded when somebody wants to talk. Importing it changes nothing on the page. */

export { createPanel } from "./panel/panel.js";
