-- Alerts by routes. What is due stands in a table of its own: small, since a row leaves it as soon as its letter has its post.
CREATE TABLE "alert_due" (
  "dead_letter_id" UUID NOT NULL,
  "due_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "alert_due_pkey" PRIMARY KEY ("dead_letter_id")
);

-- What no post has told yet is told anew, by the new rules.
INSERT INTO "alert_due" ("dead_letter_id", "due_at")
  SELECT a."dead_letter_id", a."due_at" FROM "alert" a LEFT JOIN "post" p ON p."id" = a."post_id"
  WHERE p."id" IS NULL OR p."stage" IN ('due', 'sending');
DELETE FROM "alert" a USING "alert_due" d WHERE d."dead_letter_id" = a."dead_letter_id";
DELETE FROM "post" WHERE "stage" IN ('due', 'sending');

CREATE TABLE "alert_route" (
  "id" UUID NOT NULL,
  "position" INTEGER NOT NULL,
  "is_default" BOOLEAN NOT NULL DEFAULT false,
  "name" TEXT NOT NULL,
  "query" TEXT NOT NULL DEFAULT '',
  "outlet" TEXT NOT NULL DEFAULT 'slack',
  "target" TEXT,
  "mention" TEXT NOT NULL DEFAULT 'nobody',
  "reasons" TEXT[],
  "quiet" JSONB,
  "shows_body" BOOLEAN NOT NULL DEFAULT false,
  "secret" TEXT,
  CONSTRAINT "alert_route_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "alert_route_name_key" ON "alert_route" ("name");
INSERT INTO "alert_route" ("id", "position", "is_default", "name") VALUES ('00000000-0000-7000-8000-00000000a1e7', 0, true, 'Everything else');

CREATE TABLE "alert_rule" (
  "id" SMALLINT NOT NULL DEFAULT 1,
  "match" TEXT NOT NULL DEFAULT 'first',
  "version" INTEGER NOT NULL DEFAULT 1,
  "watches" JSONB,
  CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);
INSERT INTO "alert_rule" ("id") VALUES (1);

ALTER TABLE "alert" DROP CONSTRAINT "alert_pkey",
  ADD COLUMN "route_id" UUID,
  ADD COLUMN "untold_because" TEXT,
  ADD CONSTRAINT "alert_pkey" PRIMARY KEY ("dead_letter_id", "channel");

ALTER TABLE "post"
  ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'letter',
  ADD COLUMN "route_id" UUID,
  ADD COLUMN "parent_id" UUID,
  ADD COLUMN "said" JSONB,
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "shown_version" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "shown_digest" TEXT,
  ADD COLUMN "shown_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "next_update_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "permalink" TEXT;
CREATE INDEX "post_parent_id_idx" ON "post" ("parent_id");
-- Those that say otherwise by now than they show, and those that wait.
CREATE INDEX "post_changed_idx" ON "post" ("next_update_at") WHERE "version" > "shown_version" AND "stage" = 'posted';
CREATE INDEX "post_waiting_idx" ON "post" ("channel", "next_try_at") WHERE "stage" IN ('due', 'sending');
CREATE INDEX "post_released_idx" ON "post" ("id") WHERE "stage" = 'released';

CREATE TABLE "post_group" (
  "post_id" UUID NOT NULL,
  "group_id" UUID NOT NULL,
  "channel" TEXT NOT NULL,
  "begun_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "letters" INTEGER NOT NULL DEFAULT 0,
  "companions" INTEGER NOT NULL DEFAULT 0,
  "came_back" INTEGER NOT NULL DEFAULT 0,
  "first_letter_id" UUID,
  "last_letter_id" UUID,
  "before_id" UUID,
  "ended_at" TIMESTAMPTZ(6),
  "done" JSONB,
  CONSTRAINT "post_group_pkey" PRIMARY KEY ("post_id", "group_id")
);
CREATE INDEX "post_group_group_id_begun_at_idx" ON "post_group" ("group_id", "begun_at");
CREATE INDEX "post_group_before_id_idx" ON "post_group" ("before_id");
-- The one post of a channel that takes a group's next letter.
CREATE UNIQUE INDEX "post_group_live_idx" ON "post_group" ("channel", "group_id") WHERE "ended_at" IS NULL;

ALTER TABLE "channel"
  ADD COLUMN "slack_channel" TEXT,
  ADD COLUMN "problem" TEXT,
  ADD COLUMN "problem_code" TEXT,
  ADD COLUMN "problem_since" TIMESTAMPTZ(6);

-- How much Slack takes of the whole workspace, over all workers: the next call of a kind is free at this time.
CREATE TABLE "pace" (
  "name" TEXT NOT NULL,
  "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "pace_pkey" PRIMARY KEY ("name")
);

ALTER TABLE "failure_group"
  ADD COLUMN "snoozed_until" TIMESTAMPTZ(6),
  ADD COLUMN "snoozed_by" TEXT,
  ADD COLUMN "state_by" TEXT;

ALTER TABLE "person" ADD COLUMN "slack_id" TEXT;
CREATE UNIQUE INDEX "person_slack_id_key" ON "person" ("slack_id");
ALTER TABLE "owner_rule" ADD COLUMN "slack_id" TEXT;

-- Calls from Slack that were taken: none is taken twice.
CREATE TABLE "slack_call" (
  "signature" BYTEA NOT NULL,
  "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "slack_call_pkey" PRIMARY KEY ("signature")
);
CREATE INDEX "slack_call_at_idx" ON "slack_call" ("at");

-- What a watch has found. Told once it has lasted as long as the watch says.
CREATE TABLE "alarm" (
  "id" UUID NOT NULL,
  "watch" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "channel" TEXT NOT NULL,
  "since" TIMESTAMPTZ(6) NOT NULL,
  "told_at" TIMESTAMPTZ(6),
  "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "post_id" UUID,
  "over_at" TIMESTAMPTZ(6),
  CONSTRAINT "alarm_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "alarm_lasting_idx" ON "alarm" ("watch", "subject", "channel") WHERE "over_at" IS NULL;
CREATE INDEX "alarm_over_at_idx" ON "alarm" ("over_at");

-- The oldest open letter of each group.
CREATE INDEX "group_letter_open_idx" ON "group_letter" ("group_id", "dead_letter_id") WHERE "is_open";
