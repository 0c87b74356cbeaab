-- AlterTable
ALTER TABLE "attempts" ADD COLUMN     "is_estimated" INTEGER,
ADD COLUMN     "priced_by" TEXT,
ADD COLUMN     "times" BIGINT;

-- CreateTable
CREATE TABLE "prices" (
    "service" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input_usd" DOUBLE PRECISION,
    "output_usd" DOUBLE PRECISION,
    "cached_input_usd" DOUBLE PRECISION,
    "unit_usd" DOUBLE PRECISION,
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "prices_pkey" PRIMARY KEY ("service","model")
);
