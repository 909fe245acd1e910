/** What the console adds to its pages where scripts run. Every page does what it is for without it. */

import { offerKeys } from "./console/keys.js";
import { keepListFresh, keepTicketsFresh } from "./console/live.js";
import { offerSelection } from "./console/select.js";

offerKeys(document, localStorage);
offerSelection(document);
keepListFresh(document);
keepTicketsFresh(document);
