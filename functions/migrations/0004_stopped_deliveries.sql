-- What could not be sent to a destination and was given up. `body` is what a list shows; it holds nothing
-- that a customer said.
CREATE TABLE stopped_delivery (
    ticket_id TEXT NOT NULL,
    destination TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    since INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (ticket_id, destination)
);
CREATE INDEX stopped_delivery_conversation ON stopped_delivery (conversation_id);
