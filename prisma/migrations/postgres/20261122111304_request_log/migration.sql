-- AlterTable
ALTER TABLE "attempts" ADD COLUMN     "choice" TEXT,
ADD COLUMN     "detail" TEXT,
ADD COLUMN     "effects" TEXT,
ADD COLUMN     "ending" TEXT;

-- CreateTable
CREATE TABLE "facets" (
    "grain" TEXT NOT NULL,
    "bucket_at" BIGINT NOT NULL,
    "service" TEXT NOT NULL,
    "dimension" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "facets_pkey" PRIMARY KEY ("grain","bucket_at","service","dimension","value")
);

-- CreateIndex
CREATE INDEX "attempts_model_started_at_idx" ON "attempts"("model", "started_at");

-- CreateIndex
CREATE INDEX "attempts_caller_started_at_idx" ON "attempts"("caller", "started_at");

-- CreateIndex
CREATE INDEX "attempts_trouble_idx" ON "attempts"("outcome", "started_at") WHERE (outcome <> 'success');

-- CreateIndex
CREATE INDEX "attempts_ending_idx" ON "attempts"("ending", "started_at") WHERE (ending <> 'first-try');
