-- AlterTable
ALTER TABLE "audit_entries" ADD COLUMN     "batch" TEXT;

-- CreateIndex
CREATE INDEX "audit_entries_batch_idx" ON "audit_entries"("batch");
