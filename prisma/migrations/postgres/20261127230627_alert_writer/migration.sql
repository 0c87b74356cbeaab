-- AlterTable
ALTER TABLE "alerts" ADD COLUMN     "writer" TEXT;

-- AlterTable
ALTER TABLE "alert_channels" ADD COLUMN     "rests_until" BIGINT;
