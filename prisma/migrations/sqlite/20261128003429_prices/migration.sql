-- AlterTable
ALTER TABLE "attempts" ADD COLUMN "is_estimated" INTEGER;
ALTER TABLE "attempts" ADD COLUMN "priced_by" TEXT;
ALTER TABLE "attempts" ADD COLUMN "times" BIGINT;

-- CreateTable
CREATE TABLE "prices" (
    "service" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input_usd" REAL,
    "output_usd" REAL,
    "cached_input_usd" REAL,
    "unit_usd" REAL,
    "updated_at" BIGINT NOT NULL,

    PRIMARY KEY ("service", "model")
);
