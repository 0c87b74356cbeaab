-- AlterTable
ALTER TABLE "alerts" ADD COLUMN "fact" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_client_tokens" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "masked" TEXT NOT NULL,
    "services" TEXT,
    "requests_per_minute" INTEGER,
    "requests_per_day" BIGINT,
    "budget_usd_per_month" REAL,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "created_at" BIGINT NOT NULL,
    "last_used_at" BIGINT,
    "expires_at" BIGINT,
    "revoked_at" BIGINT
);
INSERT INTO "new_client_tokens" ("budget_usd_per_month", "created_at", "expires_at", "hash", "id", "last_used_at", "masked", "name", "requests_per_day", "requests_per_minute", "revoked_at", "services") SELECT "budget_usd_per_month", "created_at", "expires_at", "hash", "id", "last_used_at", "masked", "name", "requests_per_day", "requests_per_minute", "revoked_at", "services" FROM "client_tokens";
DROP TABLE "client_tokens";
ALTER TABLE "new_client_tokens" RENAME TO "client_tokens";
CREATE UNIQUE INDEX "client_tokens_hash_key" ON "client_tokens"("hash");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "audit_entries_operator_id_idx" ON "audit_entries"("operator", "id");

-- CreateIndex
CREATE INDEX "audit_entries_verb_id_idx" ON "audit_entries"("verb", "id");
