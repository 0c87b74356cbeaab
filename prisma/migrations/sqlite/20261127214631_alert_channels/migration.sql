-- AlterTable
ALTER TABLE "alerts" ADD COLUMN "told_at" BIGINT;

-- CreateTable
CREATE TABLE "alert_channels" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,
    "settings" TEXT NOT NULL,
    "sealed" BLOB,
    "services" TEXT,
    "codes" TEXT,
    "locale" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "tried_at" BIGINT,
    "trouble" TEXT,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "alert_deliveries" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "channel_id" TEXT NOT NULL,
    "alert_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "occurrence" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "batch" TEXT,
    "claim" TEXT,
    "lease_until" BIGINT,
    "trouble" TEXT,
    "ended_at" BIGINT
);

-- CreateIndex
CREATE UNIQUE INDEX "alert_deliveries_occurrence_key" ON "alert_deliveries"("occurrence");

-- CreateIndex
CREATE INDEX "alert_deliveries_pending_idx" ON "alert_deliveries"("channel_id", "due_at") WHERE state = 'pending';

-- CreateIndex
CREATE INDEX "alert_deliveries_alert_id_at_idx" ON "alert_deliveries"("alert_id", "at");

-- CreateIndex
CREATE INDEX "alert_deliveries_at_idx" ON "alert_deliveries"("at");
