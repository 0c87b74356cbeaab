-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_server_runs" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "started_at" BIGINT NOT NULL,
    "seen_at" BIGINT NOT NULL,
    "held" TEXT NOT NULL DEFAULT '{}'
);
INSERT INTO "new_server_runs" ("id", "seen_at", "started_at") SELECT "id", "seen_at", "started_at" FROM "server_runs";
DROP TABLE "server_runs";
ALTER TABLE "new_server_runs" RENAME TO "server_runs";
CREATE INDEX "server_runs_seen_at_idx" ON "server_runs"("seen_at");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
