-- CreateTable
CREATE TABLE "subject_rollups" (
    "grain" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bucket_at" BIGINT NOT NULL,
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
    "first_100" BIGINT NOT NULL DEFAULT 0,
    "first_250" BIGINT NOT NULL DEFAULT 0,
    "first_500" BIGINT NOT NULL DEFAULT 0,
    "first_1000" BIGINT NOT NULL DEFAULT 0,
    "first_2500" BIGINT NOT NULL DEFAULT 0,
    "first_5000" BIGINT NOT NULL DEFAULT 0,
    "first_10000" BIGINT NOT NULL DEFAULT 0,
    "first_30000" BIGINT NOT NULL DEFAULT 0,
    "first_longer" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("grain", "subject", "name", "bucket_at", "outcome")
);

-- AlterTable
ALTER TABLE "rollups" ADD COLUMN "first_100" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_250" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_500" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_1000" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_2500" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_5000" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_10000" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_30000" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "rollups" ADD COLUMN "first_longer" BIGINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "subject_rollups_grain_bucket_at_idx" ON "subject_rollups"("grain", "bucket_at");

-- What was summed before, by service and by caller
INSERT INTO subject_rollups (grain, subject, name, bucket_at, outcome, attempts, units, tokens_in, tokens_out, cost_usd, total_ms_sum, total_ms_max, first_byte_ms_sum, first_byte_count, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT grain, 'service', service, bucket_at, outcome, SUM(attempts), SUM(units), SUM(tokens_in), SUM(tokens_out), SUM(cost_usd), SUM(total_ms_sum), MAX(total_ms_max), SUM(first_byte_ms_sum), SUM(first_byte_count), SUM(within_100), SUM(within_250), SUM(within_500), SUM(within_1000), SUM(within_2500), SUM(within_5000), SUM(within_10000), SUM(within_30000), SUM(longer)
FROM rollups
GROUP BY grain, service, bucket_at, outcome;
INSERT INTO subject_rollups (grain, subject, name, bucket_at, outcome, attempts, units, tokens_in, tokens_out, cost_usd, total_ms_sum, total_ms_max, first_byte_ms_sum, first_byte_count, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT grain, 'caller', caller, bucket_at, outcome, SUM(attempts), SUM(units), SUM(tokens_in), SUM(tokens_out), SUM(cost_usd), SUM(total_ms_sum), MAX(total_ms_max), SUM(first_byte_ms_sum), SUM(first_byte_count), SUM(within_100), SUM(within_250), SUM(within_500), SUM(within_1000), SUM(within_2500), SUM(within_5000), SUM(within_10000), SUM(within_30000), SUM(longer)
FROM rollups
WHERE caller <> ''
GROUP BY grain, caller, bucket_at, outcome;
