-- AlterTable
ALTER TABLE "server_runs" ADD COLUMN     "held" TEXT NOT NULL DEFAULT '{}';
