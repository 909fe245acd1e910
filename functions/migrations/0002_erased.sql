-- Conversations of erased customers. News of them may still be in the queue and must not bring them
-- back. Their ids hold nothing personal and are never used again.
CREATE TABLE erased_conversation (
    id TEXT PRIMARY KEY
);
