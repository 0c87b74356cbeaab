-- AlterTable
ALTER TABLE "client_tokens" ADD COLUMN     "requests" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "alerts" ADD COLUMN     "fact" TEXT;

-- CreateIndex
CREATE INDEX "audit_entries_operator_id_idx" ON "audit_entries"("operator", "id");

-- CreateIndex
CREATE INDEX "audit_entries_verb_id_idx" ON "audit_entries"("verb", "id");
