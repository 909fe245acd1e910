-- What could not be sent to a destination: given up, or failed several times. `body` is what a list shows; it holds nothing
-- that a customer said.
CREATE TABLE late_delivery (
    ticket_id TEXT NOT NULL,
    destination TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    since INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (ticket_id, destination)
);
CREATE INDEX late_delivery_conversation ON late_delivery (conversation_id);
