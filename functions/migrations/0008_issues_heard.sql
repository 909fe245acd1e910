-- Issues of which somebody has spoken lately are found by themselves, so that the others are looked at once.
CREATE INDEX issue_heard ON issue (heard_at, began_at, standing, skill);
DROP INDEX issue_standing;
CREATE INDEX issue_standing ON issue (standing, began_at);
DROP INDEX issue_skill;
CREATE INDEX issue_skill ON issue (skill, standing, began_at);
