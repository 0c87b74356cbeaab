-- CreateTable
CREATE TABLE "key_checks" (
    "key_id" TEXT NOT NULL PRIMARY KEY,
    "at" BIGINT NOT NULL,
    "life" TEXT NOT NULL,
    "outcome" TEXT,
    "status" INTEGER,
    "duration_ms" REAL NOT NULL
);

-- CreateIndex
CREATE INDEX "key_checks_life_at_idx" ON "key_checks"("life", "at");
