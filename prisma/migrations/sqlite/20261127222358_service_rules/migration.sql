-- CreateTable
CREATE TABLE "unknown_errors" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "service" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "shape" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "sample" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "first_at" BIGINT NOT NULL,
    "last_at" BIGINT NOT NULL,
    "dismissed_at" BIGINT
);

-- CreateTable
CREATE TABLE "key_owners" (
    "key_id" TEXT NOT NULL PRIMARY KEY,
    "service" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "seen_at" BIGINT NOT NULL,
    "dismissed_at" BIGINT
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_services" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "origin" TEXT,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "policy" TEXT NOT NULL DEFAULT '{}',
    "rules" TEXT NOT NULL DEFAULT '[]',
    "definition" TEXT,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL
);
INSERT INTO "new_services" ("created_at", "definition", "id", "is_enabled", "origin", "policy", "updated_at") SELECT "created_at", "definition", "id", "is_enabled", "origin", "policy", "updated_at" FROM "services";
DROP TABLE "services";
ALTER TABLE "new_services" RENAME TO "services";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "unknown_errors_service_status_shape_key" ON "unknown_errors"("service", "status", "shape");
