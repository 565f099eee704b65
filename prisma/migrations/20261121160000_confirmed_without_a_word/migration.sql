-- A letter is replaying while a replay of it is under way; its own column says what it is otherwise, written ahead when the replay
-- is asked for. So a confirm writes nothing to the letter: a new version of its row cost more than all else in a replay.
UPDATE "dead_letter" SET "status" = 'replayed' WHERE "status" = 'replaying';
UPDATE "dead_letter" SET "last_outcome" = NULL WHERE "last_outcome" = 'confirmed';
