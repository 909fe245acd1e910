-- The operators' index: what the customer objects tell. It can be rebuilt from them.
CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    customer_id TEXT,
    status TEXT NOT NULL,
    skills TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX conversation_updated ON conversation (updated_at DESC, id DESC);
CREATE INDEX conversation_customer ON conversation (customer_id);

CREATE TABLE ticket (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    queue TEXT NOT NULL,
    opened_at INTEGER NOT NULL
);
CREATE INDEX ticket_opened ON ticket (opened_at DESC);
CREATE INDEX ticket_conversation ON ticket (conversation_id);
