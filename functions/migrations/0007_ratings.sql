-- What customers think of how they were helped, by the assistant and by people. Their words stay with the conversation.
CREATE TABLE rating (
    conversation_id TEXT NOT NULL,
    rated TEXT NOT NULL,
    revision INTEGER NOT NULL,
    score INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, rated)
);
CREATE INDEX rating_at ON rating (at, rated, score);
