/**
 * News while a page is open. A list is asked for again with the `ETag` that it had; a ticket tells that it is open
 * and hears whether anything happened. What somebody types, ticks or has focused is left as it is: only what the
 * server said is put in place of what it said before.
 */

const TICKET_MS = 4_000;
const LIST_MS = 8_000;

/** Runs `step` again and again while the page is seen, never twice at once. A step that fails is tried later. */
function again(document, ms, step) {
  let timer;
  let running = false;
  const run = async () => {
    clearTimeout(timer);
    if (running || document.hidden) return;
    running = true;
    try {
      await step();
    } catch {
      // The network is away, or the product restarts.
    }
    running = false;
    timer = setTimeout(run, ms);
  };
  document.addEventListener("visibilitychange", run);
  timer = setTimeout(run, ms);
  return run;
}

/** A page of the server's own, which has escaped all that came from outside. */
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

export function keepListFresh(document) {
  const list = document.getElementById("list");
  // One that was shown for what somebody typed has no address, and so nothing to be asked for again.
  if (!list?.dataset.etag) return;
  let etag = list.dataset.etag;
  again(document, LIST_MS, async () => {
    const answer = await fetch(location.href, { headers: { "if-none-match": etag }, cache: "no-store" });
    if (answer.status !== 200 || answer.redirected) return;
    const fresh = parsed(await answer.text()).getElementById("list");
    if (!fresh?.dataset.etag) return;
    etag = fresh.dataset.etag;
    replaceRows(document, fresh);
  });
}

function replaceRows(document, fresh) {
  const list = document.getElementById("list");
  const [old, next] = [list.querySelector("tbody"), fresh.querySelector("tbody")];
  const keyOf = (row) => row.dataset.ticket;
  const had = new Set([...list.querySelectorAll("[data-ticket]")].map(keyOf));
  const rows = [...fresh.querySelectorAll("[data-ticket]")];
  const more = rows.filter((row) => !had.has(keyOf(row))).length;
  if (old && next) {
    const focused = document.activeElement.closest("tr")?.dataset.ticket;
    for (const box of old.querySelectorAll("[data-select]:checked")) {
      // A ticket that was ticked stays so, as it was seen then: where anything happened to it, nothing is done with it.
      const row = rows.find((row) => keyOf(row) === box.closest("tr").dataset.ticket);
      row?.querySelector("[data-select]")?.replaceWith(box);
    }
    old.replaceChildren(...next.children);
    if (focused) old.querySelector(`[data-ticket="${CSS.escape(focused)}"] [data-row]`)?.focus();
  } else {
    list.replaceChildren(...fresh.children);
  }
  document.dispatchEvent(new Event("change"));
  if (more) document.getElementById("news").textContent = more === 1 ? "One more ticket is here." : `${more} more tickets are here.`;
}

export function keepTicketsFresh(document) {
  for (const ticket of document.querySelectorAll("[data-look]")) keepFresh(document, ticket);
}

function keepFresh(document, ticket) {
  const { look, ticket: id } = ticket.dataset;
  const reply = ticket.querySelector("[name=reply]");
  const told = ticket.querySelector("[data-presence]");
  const shown = { mark: ticket.dataset.mark };
  // What is kept of the answer; nothing where the page brought what was typed back and it is not kept yet.
  let kept = reply && !("unkept" in reply.dataset) ? reply.value : undefined;
  const doing = () => (document.activeElement.closest("textarea") && ticket.contains(document.activeElement) ? "writing" : "reading");
  const send = (body, more = {}) => fetch(look, { method: "POST", body: new URLSearchParams({ ticket: id, ...body }), ...more });

  const run = again(document, TICKET_MS, async () => {
    const draft = reply && reply.value !== kept ? { draft: reply.value } : {};
    const answer = await send({ doing: doing(), ...draft });
    if (answer.status !== 200) return;
    if ("draft" in draft) kept = draft.draft;
    const { mark, others } = await answer.json();
    say(told, others.map(({ who, doing }) => `${who.name} ${doing === "writing" ? "is writing." : "is looking at this."}`).join(" "));
    if (mark === shown.mark) return;
    await renew(document, ticket);
    shown.mark = mark;
  });
  run();
  const unkept = () => reply && reply.value !== kept;
  // Whatever else is sent from this page leads to a new one: what is typed must be there then.
  ticket.addEventListener("submit", async (event) => {
    if (event.target === reply?.form || !unkept()) return;
    event.preventDefault();
    const draft = reply.value;
    await send({ doing: doing(), draft }).catch(() => {});
    kept = draft;
    event.target.requestSubmit(event.submitter);
  });
  // A browser that leaves sends what was typed last. What is being sent to the customer is no draft any more.
  let sending = false;
  reply?.form.addEventListener("submit", () => (sending = true));
  addEventListener("pagehide", () => {
    send({ doing: "left", ...(!sending && unkept() ? { draft: reply.value } : {}) }, { keepalive: true }).catch(() => {});
  });
}

/** Puts what the server says of the ticket now in place, part by part. Fields and what is in them stay. */
async function renew(document, ticket) {
  // The address of the page itself may be that of a form which was not taken.
  const answer = await fetch(ticket.dataset.page, { cache: "no-store" });
  if (answer.status !== 200) return;
  const fresh = parsed(await answer.text());
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = fresh.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
    if (!next) continue;
    // What is only added to keeps what somebody has unfolded in it.
    const old = part.children;
    const goesOn = part.tagName === "OL" && old.length <= next.children.length
      && [...old].every((child, at) => child.textContent === next.children[at].textContent);
    if (goesOn) part.append(...[...next.children].slice(old.length));
    else part.replaceChildren(...next.childNodes);
  }
  const gone = !fresh.querySelector(`[data-look][data-ticket="${CSS.escape(ticket.dataset.ticket)}"]`);
  say(ticket.querySelector("[data-news]"), gone ? "This ticket is closed now. What you typed is still here." : "Something happened here: see below.");
}

function say(place, text) {
  if (!place || place.textContent === text) return;
  place.textContent = text;
  place.hidden = !text;
}
