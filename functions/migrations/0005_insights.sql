-- What insights count. Instants are milliseconds; `standing` is how an issue stands, leaving aside how long
-- nobody has spoken of it. Nothing in it is personal.
ALTER TABLE conversation ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET opened_at =
    CAST(strftime('%s', json_extract(body, '$.opened_at')) AS INTEGER) * 1000;
CREATE INDEX conversation_opened ON conversation (opened_at);

CREATE TABLE issue (
    conversation_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    skill TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    heard_at INTEGER NOT NULL,
    standing TEXT NOT NULL,
    PRIMARY KEY (conversation_id, place)
) WITHOUT ROWID;
CREATE INDEX issue_standing ON issue (standing, began_at, heard_at);
CREATE INDEX issue_skill ON issue (skill, standing, began_at, heard_at);

ALTER TABLE ticket ADD COLUMN opened_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN reason TEXT NOT NULL DEFAULT '';
-- Milliseconds from the first wait to the first answer; nothing until then.
ALTER TABLE ticket ADD COLUMN waited_ms INTEGER;
UPDATE ticket SET reason = json_extract(body, '$.reason'),
    opened_at = CAST(strftime('%s', json_extract(body, '$.opened_at')) AS INTEGER) * 1000;
CREATE INDEX ticket_opened ON ticket (opened_at, reason, waited_ms);
