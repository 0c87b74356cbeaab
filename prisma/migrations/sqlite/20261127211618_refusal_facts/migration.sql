-- AlterTable
ALTER TABLE "attempts" ADD COLUMN "facts" TEXT;
