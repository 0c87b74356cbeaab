-- CreateTable
CREATE TABLE "key_events" (
    "id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "service" TEXT NOT NULL,
    "key_id" TEXT,
    "account" TEXT,
    "kind" TEXT NOT NULL,
    "scope" TEXT,
    "model" TEXT,
    "reason" TEXT,
    "provenance" TEXT,
    "status" TEXT,
    "rule" TEXT,
    "until" BIGINT,
    "operator" TEXT,

    CONSTRAINT "key_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "server_runs" (
    "id" TEXT NOT NULL,
    "started_at" BIGINT NOT NULL,
    "seen_at" BIGINT NOT NULL,

    CONSTRAINT "server_runs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "key_events_at_idx" ON "key_events"("at");

-- CreateIndex
CREATE INDEX "key_events_service_at_idx" ON "key_events"("service", "at");

-- CreateIndex
CREATE INDEX "key_events_service_key_id_at_idx" ON "key_events"("service", "key_id", "at");

-- CreateIndex
CREATE INDEX "key_events_service_account_at_idx" ON "key_events"("service", "account", "at");

-- CreateIndex
CREATE INDEX "server_runs_seen_at_idx" ON "server_runs"("seen_at");
