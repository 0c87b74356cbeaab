-- CreateIndex
CREATE INDEX "alerts_standing_idx" ON "alerts"("since", "id") WHERE (standing IS NOT NULL);
