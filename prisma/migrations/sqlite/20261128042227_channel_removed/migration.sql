-- AlterTable
ALTER TABLE "alert_channels" ADD COLUMN "removed_at" BIGINT;
