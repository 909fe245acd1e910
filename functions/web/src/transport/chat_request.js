/** One `POST /v1/chat`: the message goes up, the reply comes back as a stream of events. */

import { Failure } from "../base/failure.js";
import { readEvents } from "./event_stream.js";

/**
 * Sends `text` under `clientMessageId` and returns the server's `ChatAnswer`.
 *
 * `heard.typing()` and `heard.message(message)` are called as the reply comes in. A stream that
 * ends without `done` is a failure: whether the message arrived is not known, and the same id
 * again finds out.
 */
export async function postMessage(session, { text, clientMessageId, isAnew }, { signal, heard }) {
  const build = ({ conversation_id }) => ({
    path: "/v1/chat",
    method: "POST",
    headers: { accept: "text/event-stream", "content-type": "application/json" },
    body: JSON.stringify({
      text,
      client_message_id: clientMessageId,
      // An ended conversation is not named: the server begins the next one.
      conversation_id: isAnew ? undefined : conversation_id,
    }),
    signal,
  });
  // A conversation that is gone (404) is like a session that is: a new one names its successor.
  const response = await session.request(build, { renewsOn: [401, 404] });
  if (!response.ok) throw Failure.fromResponse(response);
  const isStream = response.headers.get("content-type")?.includes("text/event-stream");
  return isStream ? readStream(response.body, heard) : response.json();
}

async function readStream(body, heard) {
  let answer = null;
  let problem = null;
  await readEvents(body, (name, value) => {
    if (name === "typing") heard.typing();
    if (name === "message" && value) heard.message(value);
    if (name === "done") answer = value;
    if (name === "problem") problem = Failure.fromProblem(value);
    return name === "done" || name === "problem";
  });
  if (problem) throw problem;
  if (!answer) throw new Failure("cut");
  return answer;
}
