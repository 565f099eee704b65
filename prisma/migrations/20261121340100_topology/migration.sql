-- What leads where in the broker, as its management API told it last: for saying whom a replay will reach.
CREATE TABLE "topology" (
    "broker_id" SMALLINT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "as_of" TIMESTAMPTZ(6),
    "digest" TEXT,
    "told" TEXT,
    "problem" TEXT,

    CONSTRAINT "topology_pkey" PRIMARY KEY ("broker_id"),
    CONSTRAINT "topology_broker_id_fkey" FOREIGN KEY ("broker_id") REFERENCES "broker" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
