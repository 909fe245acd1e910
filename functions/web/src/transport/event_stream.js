/** Server-sent events out of a `fetch` body (`EventSource` cannot POST). */

/** Takes text in any pieces, calls `onEvent(name, data)` for each whole event. */
export function createEventParser(onEvent) {
  let rest = "";
  let name = "";
  let lines = [];

  function take(line) {
    if (line === "") {
      if (lines.length) onEvent(name || "message", lines.join("\n"));
      name = "";
      lines = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return; // A comment: keeps the connection open.
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") name = value;
    if (field === "data") lines.push(value);
  }

  return (piece) => {
    const text = rest + piece;
    // A `\r` at the very end may be half of `\r\n`: it waits for what follows.
    const end = text.endsWith("\r") ? text.length - 1 : text.length;
    const parts = text.slice(0, end).split(/\r\n|\n|\r/);
    rest = parts.pop() + text.slice(end);
    for (const line of parts) take(line);
  };
}

/** Reads `body` until it ends or `onEvent` answers `true`. */
export async function readEvents(body, onEvent) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let isOver = false;
  const parse = createEventParser((name, text) => {
    if (!isOver) isOver = onEvent(name, parseJson(text)) === true;
  });
  try {
    while (!isOver) {
      const { done, value } = await reader.read();
      if (done) return;
      parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    // The server may keep the stream open after the last event; we do not.
    reader.cancel().catch(() => {});
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
