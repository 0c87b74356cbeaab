-- CreateTable
CREATE TABLE "key_checks" (
    "key_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "life" TEXT NOT NULL,
    "outcome" TEXT,
    "status" INTEGER,
    "duration_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "key_checks_pkey" PRIMARY KEY ("key_id")
);

-- CreateIndex
CREATE INDEX "key_checks_life_at_idx" ON "key_checks"("life", "at");
