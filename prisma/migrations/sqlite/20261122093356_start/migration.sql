-- CreateTable
CREATE TABLE "services" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "origin" TEXT,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "policy" TEXT NOT NULL DEFAULT '{}',
    "definition" TEXT,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "keys" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "service" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "masked" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "sealed" BLOB,
    "fingerprint" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "weight" REAL NOT NULL,
    "account" TEXT,
    "daily_limit" BIGINT,
    "minute_limit" BIGINT,
    "token_minute_limit" BIGINT,
    "concurrency_limit" INTEGER,
    "models" TEXT,
    "labels" TEXT NOT NULL DEFAULT '[]',
    "note" TEXT,
    "expires_at" BIGINT,
    "removed_at" BIGINT,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "key_states" (
    "key_id" TEXT NOT NULL PRIMARY KEY,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "successes" BIGINT NOT NULL DEFAULT 0,
    "failures" BIGINT NOT NULL DEFAULT 0,
    "tokens_in" BIGINT NOT NULL DEFAULT 0,
    "tokens_out" BIGINT NOT NULL DEFAULT 0,
    "cost_usd" REAL NOT NULL DEFAULT 0,
    "day_used" BIGINT NOT NULL DEFAULT 0,
    "day_reset_at" BIGINT NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT '{}',
    "updated_at" BIGINT NOT NULL,
    "updated_by" TEXT,
    "decided_at" BIGINT NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "account_states" (
    "service" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "updated_at" BIGINT NOT NULL,
    "updated_by" TEXT,
    "decided_at" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("service", "account")
);

-- CreateTable
CREATE TABLE "client_tokens" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "masked" TEXT NOT NULL,
    "services" TEXT,
    "requests_per_minute" INTEGER,
    "requests_per_day" BIGINT,
    "budget_usd_per_month" REAL,
    "created_at" BIGINT NOT NULL,
    "last_used_at" BIGINT,
    "expires_at" BIGINT,
    "revoked_at" BIGINT
);

-- CreateTable
CREATE TABLE "attempts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "request_id" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "key_id" TEXT,
    "masked" TEXT,
    "model" TEXT,
    "caller" TEXT,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "blame" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "refusal" TEXT,
    "status" INTEGER,
    "started_at" BIGINT NOT NULL,
    "first_byte_ms" REAL,
    "total_ms" REAL NOT NULL,
    "units" BIGINT NOT NULL,
    "tokens_in" BIGINT NOT NULL,
    "tokens_out" BIGINT NOT NULL,
    "cost_usd" REAL NOT NULL,
    "strategy" TEXT,
    "score" TEXT
);

-- CreateTable
CREATE TABLE "rollups" (
    "grain" TEXT NOT NULL,
    "bucket_at" BIGINT NOT NULL,
    "service" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "caller" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "attempts" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,
    "tokens_in" BIGINT NOT NULL,
    "tokens_out" BIGINT NOT NULL,
    "cost_usd" REAL NOT NULL,
    "total_ms_sum" REAL NOT NULL,
    "total_ms_max" REAL NOT NULL,
    "first_byte_ms_sum" REAL NOT NULL,
    "first_byte_count" BIGINT NOT NULL,
    "within_100" BIGINT NOT NULL,
    "within_250" BIGINT NOT NULL,
    "within_500" BIGINT NOT NULL,
    "within_1000" BIGINT NOT NULL,
    "within_2500" BIGINT NOT NULL,
    "within_5000" BIGINT NOT NULL,
    "within_10000" BIGINT NOT NULL,
    "within_30000" BIGINT NOT NULL,
    "longer" BIGINT NOT NULL,

    PRIMARY KEY ("grain", "bucket_at", "service", "key_id", "model", "caller", "outcome")
);

-- CreateTable
CREATE TABLE "alerts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "key_id" TEXT,
    "state" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "since" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,
    "acknowledged_at" BIGINT,
    "acknowledged_by" TEXT,
    "snoozed_until" BIGINT,
    "resolved_at" BIGINT,
    "standing" TEXT
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" BIGINT NOT NULL,
    "operator" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "detail" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "operators" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "session_epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,
    "last_sign_in_at" BIGINT,
    "disabled_at" BIGINT
);

-- CreateTable
CREATE TABLE "changes" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "service" TEXT,
    "key_id" TEXT
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL,
    "updated_at" BIGINT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "keys_service_fingerprint_key" ON "keys"("service", "fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "client_tokens_hash_key" ON "client_tokens"("hash");

-- CreateIndex
CREATE INDEX "attempts_started_at_idx" ON "attempts"("started_at");

-- CreateIndex
CREATE INDEX "attempts_service_started_at_idx" ON "attempts"("service", "started_at");

-- CreateIndex
CREATE INDEX "attempts_key_id_started_at_idx" ON "attempts"("key_id", "started_at");

-- CreateIndex
CREATE INDEX "attempts_request_id_idx" ON "attempts"("request_id");

-- CreateIndex
CREATE UNIQUE INDEX "alerts_standing_key" ON "alerts"("standing");

-- CreateIndex
CREATE INDEX "alerts_since_id_idx" ON "alerts"("since", "id");

-- CreateIndex
CREATE INDEX "alerts_service_since_id_idx" ON "alerts"("service", "since", "id");

-- CreateIndex
CREATE INDEX "audit_entries_at_idx" ON "audit_entries"("at");

-- CreateIndex
CREATE INDEX "audit_entries_target_id_idx" ON "audit_entries"("target", "id");

-- CreateIndex
CREATE UNIQUE INDEX "operators_email_key" ON "operators"("email");

-- CreateIndex
CREATE INDEX "changes_at_idx" ON "changes"("at");
