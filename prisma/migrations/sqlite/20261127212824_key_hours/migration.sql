-- CreateTable
CREATE TABLE "key_hours" (
    "key_id" TEXT NOT NULL,
    "hour_at" BIGINT NOT NULL,
    "first_tries" BIGINT NOT NULL,
    "rescues" BIGINT NOT NULL,
    "passed_on" BIGINT NOT NULL,
    "losses" BIGINT NOT NULL,
    "others" BIGINT NOT NULL,

    PRIMARY KEY ("key_id", "hour_at")
);

-- CreateIndex
CREATE INDEX "key_hours_hour_at_idx" ON "key_hours"("hour_at");
