-- What tickets are found by: ` #tag ` for each tag, and words after a space each. Nothing in it is personal but the customer's
-- shop id. What was known before is found by its id until its object tells more.
ALTER TABLE ticket ADD COLUMN due_at INTEGER;
ALTER TABLE ticket ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE ticket SET
    words = ' ' || replace(replace(lower(id || ' ' || queue || ' ' || reason), '-', ' '), '_', ' ') || ' ',
    due_at = CAST(strftime('%s', json_extract(body, '$.answer_due')) AS INTEGER) * 1000;
