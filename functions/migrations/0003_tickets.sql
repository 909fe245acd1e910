-- Tickets that people work: sorted by what cannot wait, then by whoever waits longest. `body` is what a
-- list shows; it holds nothing that a customer said.
CREATE TABLE worked_ticket (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    status TEXT NOT NULL,
    queue TEXT NOT NULL,
    assignee TEXT,
    place INTEGER NOT NULL,
    since INTEGER NOT NULL,
    body TEXT NOT NULL
);
-- What was known before is listed until its object tells more.
INSERT INTO worked_ticket
    SELECT id, conversation_id, 0, status, queue, NULL,
        CASE status WHEN 'closed' THEN 4 ELSE 2 END, opened_at,
        json_object('id', id, 'conversation_id', conversation_id, 'status', status, 'queue', queue,
            'priority', 'normal', 'reason', reason,
            'opened_at', strftime('%Y-%m-%dT%H:%M:%SZ', opened_at / 1000, 'unixepoch'),
            'waiting_since', strftime('%Y-%m-%dT%H:%M:%SZ', opened_at / 1000, 'unixepoch'))
    FROM ticket;
DROP TABLE ticket;
ALTER TABLE worked_ticket RENAME TO ticket;
CREATE INDEX ticket_place ON ticket (place, since, id);
CREATE INDEX ticket_assignee ON ticket (assignee, place, since, id);
CREATE INDEX ticket_conversation ON ticket (conversation_id);
