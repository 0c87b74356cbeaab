-- AlterTable
ALTER TABLE "services" ADD COLUMN     "rules" TEXT NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "unknown_errors" (
    "id" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "shape" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "sample" TEXT NOT NULL,
    "count" BIGINT NOT NULL,
    "first_at" BIGINT NOT NULL,
    "last_at" BIGINT NOT NULL,
    "dismissed_at" BIGINT,

    CONSTRAINT "unknown_errors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_owners" (
    "key_id" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "seen_at" BIGINT NOT NULL,
    "dismissed_at" BIGINT,

    CONSTRAINT "key_owners_pkey" PRIMARY KEY ("key_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "unknown_errors_service_status_shape_key" ON "unknown_errors"("service", "status", "shape");
