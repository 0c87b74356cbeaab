-- CreateTable
CREATE TABLE "usage_rollups" (
    "grain" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "bucket_at" BIGINT NOT NULL,
    "service" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "attempts" BIGINT NOT NULL,
    "successes" BIGINT NOT NULL,
    "failures" BIGINT NOT NULL,
    "first_try" BIGINT NOT NULL,
    "rescued" BIGINT NOT NULL,
    "declined" BIGINT NOT NULL,
    "refused" BIGINT NOT NULL,
    "lost" BIGINT NOT NULL,
    "gone" BIGINT NOT NULL,
    "tokens_in" BIGINT NOT NULL,
    "tokens_out" BIGINT NOT NULL,
    "unpriced_tokens" BIGINT NOT NULL,
    "cost_usd" REAL NOT NULL,
    "total_ms_max" REAL NOT NULL,
    "within_100" BIGINT NOT NULL,
    "within_250" BIGINT NOT NULL,
    "within_500" BIGINT NOT NULL,
    "within_1000" BIGINT NOT NULL,
    "within_2500" BIGINT NOT NULL,
    "within_5000" BIGINT NOT NULL,
    "within_10000" BIGINT NOT NULL,
    "within_30000" BIGINT NOT NULL,
    "longer" BIGINT NOT NULL,

    PRIMARY KEY ("grain", "subject", "bucket_at", "service", "name")
);

-- CreateIndex
CREATE INDEX "usage_rollups_grain_bucket_at_idx" ON "usage_rollups"("grain", "bucket_at");

-- What was summed and recorded before, by key, caller and model
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'day', 'key', bucket_at - bucket_at % 86400000, service, key_id, SUM(attempts), SUM(CASE WHEN outcome = 'success' THEN attempts ELSE 0 END), SUM(CASE WHEN outcome IN ('success', 'too-large', 'caller-error', 'aborted', 'refused') THEN 0 ELSE attempts END), 0, 0, 0, 0, 0, 0, SUM(tokens_in), SUM(tokens_out), SUM(CASE WHEN cost_usd = 0 THEN tokens_in + tokens_out ELSE 0 END), SUM(cost_usd), MAX(CASE WHEN outcome = 'success' THEN total_ms_max ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_100 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_250 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_1000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_2500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_5000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_10000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_30000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN longer ELSE 0 END)
FROM rollups WHERE grain = 'day' AND key_id <> ''
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'day', 'key', started_at - started_at % 86400000, service, key_id, 0, 0, 0, SUM(CASE WHEN ending = 'first-try' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'rescued' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'declined' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'refused' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'lost' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'left' THEN 1 ELSE 0 END), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM attempts WHERE ending IS NOT NULL AND key_id IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (grain, subject, bucket_at, service, name) DO UPDATE SET first_try = excluded.first_try, rescued = excluded.rescued, declined = excluded.declined, refused = excluded.refused, lost = excluded.lost, gone = excluded.gone;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'day', 'caller', bucket_at - bucket_at % 86400000, '', caller, SUM(attempts), SUM(CASE WHEN outcome = 'success' THEN attempts ELSE 0 END), SUM(CASE WHEN outcome IN ('success', 'too-large', 'caller-error', 'aborted', 'refused') THEN 0 ELSE attempts END), 0, 0, 0, 0, 0, 0, SUM(tokens_in), SUM(tokens_out), SUM(CASE WHEN cost_usd = 0 THEN tokens_in + tokens_out ELSE 0 END), SUM(cost_usd), MAX(CASE WHEN outcome = 'success' THEN total_ms_max ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_100 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_250 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_1000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_2500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_5000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_10000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_30000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN longer ELSE 0 END)
FROM rollups WHERE grain = 'day' AND caller <> ''
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'day', 'caller', started_at - started_at % 86400000, '', caller, 0, 0, 0, SUM(CASE WHEN ending = 'first-try' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'rescued' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'declined' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'refused' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'lost' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'left' THEN 1 ELSE 0 END), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM attempts WHERE ending IS NOT NULL AND caller IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (grain, subject, bucket_at, service, name) DO UPDATE SET first_try = excluded.first_try, rescued = excluded.rescued, declined = excluded.declined, refused = excluded.refused, lost = excluded.lost, gone = excluded.gone;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'day', 'model', bucket_at - bucket_at % 86400000, service, model, SUM(attempts), SUM(CASE WHEN outcome = 'success' THEN attempts ELSE 0 END), SUM(CASE WHEN outcome IN ('success', 'too-large', 'caller-error', 'aborted', 'refused') THEN 0 ELSE attempts END), 0, 0, 0, 0, 0, 0, SUM(tokens_in), SUM(tokens_out), SUM(CASE WHEN cost_usd = 0 THEN tokens_in + tokens_out ELSE 0 END), SUM(cost_usd), MAX(CASE WHEN outcome = 'success' THEN total_ms_max ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_100 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_250 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_1000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_2500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_5000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_10000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_30000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN longer ELSE 0 END)
FROM rollups WHERE grain = 'day' AND true
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'day', 'model', started_at - started_at % 86400000, service, COALESCE(model, ''), 0, 0, 0, SUM(CASE WHEN ending = 'first-try' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'rescued' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'declined' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'refused' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'lost' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'left' THEN 1 ELSE 0 END), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM attempts WHERE ending IS NOT NULL AND true
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (grain, subject, bucket_at, service, name) DO UPDATE SET first_try = excluded.first_try, rescued = excluded.rescued, declined = excluded.declined, refused = excluded.refused, lost = excluded.lost, gone = excluded.gone;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'month', 'key', CAST(strftime('%s', bucket_at / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, service, key_id, SUM(attempts), SUM(CASE WHEN outcome = 'success' THEN attempts ELSE 0 END), SUM(CASE WHEN outcome IN ('success', 'too-large', 'caller-error', 'aborted', 'refused') THEN 0 ELSE attempts END), 0, 0, 0, 0, 0, 0, SUM(tokens_in), SUM(tokens_out), SUM(CASE WHEN cost_usd = 0 THEN tokens_in + tokens_out ELSE 0 END), SUM(cost_usd), MAX(CASE WHEN outcome = 'success' THEN total_ms_max ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_100 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_250 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_1000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_2500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_5000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_10000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_30000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN longer ELSE 0 END)
FROM rollups WHERE grain = 'day' AND key_id <> ''
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'month', 'key', CAST(strftime('%s', started_at / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, service, key_id, 0, 0, 0, SUM(CASE WHEN ending = 'first-try' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'rescued' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'declined' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'refused' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'lost' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'left' THEN 1 ELSE 0 END), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM attempts WHERE ending IS NOT NULL AND key_id IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (grain, subject, bucket_at, service, name) DO UPDATE SET first_try = excluded.first_try, rescued = excluded.rescued, declined = excluded.declined, refused = excluded.refused, lost = excluded.lost, gone = excluded.gone;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'month', 'caller', CAST(strftime('%s', bucket_at / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, '', caller, SUM(attempts), SUM(CASE WHEN outcome = 'success' THEN attempts ELSE 0 END), SUM(CASE WHEN outcome IN ('success', 'too-large', 'caller-error', 'aborted', 'refused') THEN 0 ELSE attempts END), 0, 0, 0, 0, 0, 0, SUM(tokens_in), SUM(tokens_out), SUM(CASE WHEN cost_usd = 0 THEN tokens_in + tokens_out ELSE 0 END), SUM(cost_usd), MAX(CASE WHEN outcome = 'success' THEN total_ms_max ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_100 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_250 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_1000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_2500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_5000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_10000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_30000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN longer ELSE 0 END)
FROM rollups WHERE grain = 'day' AND caller <> ''
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'month', 'caller', CAST(strftime('%s', started_at / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, '', caller, 0, 0, 0, SUM(CASE WHEN ending = 'first-try' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'rescued' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'declined' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'refused' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'lost' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'left' THEN 1 ELSE 0 END), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM attempts WHERE ending IS NOT NULL AND caller IS NOT NULL
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (grain, subject, bucket_at, service, name) DO UPDATE SET first_try = excluded.first_try, rescued = excluded.rescued, declined = excluded.declined, refused = excluded.refused, lost = excluded.lost, gone = excluded.gone;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'month', 'model', CAST(strftime('%s', bucket_at / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, service, model, SUM(attempts), SUM(CASE WHEN outcome = 'success' THEN attempts ELSE 0 END), SUM(CASE WHEN outcome IN ('success', 'too-large', 'caller-error', 'aborted', 'refused') THEN 0 ELSE attempts END), 0, 0, 0, 0, 0, 0, SUM(tokens_in), SUM(tokens_out), SUM(CASE WHEN cost_usd = 0 THEN tokens_in + tokens_out ELSE 0 END), SUM(cost_usd), MAX(CASE WHEN outcome = 'success' THEN total_ms_max ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_100 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_250 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_1000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_2500 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_5000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_10000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN within_30000 ELSE 0 END), SUM(CASE WHEN outcome = 'success' THEN longer ELSE 0 END)
FROM rollups WHERE grain = 'day' AND true
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO usage_rollups (grain, subject, bucket_at, service, name, attempts, successes, failures, first_try, rescued, declined, refused, lost, gone, tokens_in, tokens_out, unpriced_tokens, cost_usd, total_ms_max, within_100, within_250, within_500, within_1000, within_2500, within_5000, within_10000, within_30000, longer)
SELECT 'month', 'model', CAST(strftime('%s', started_at / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000, service, COALESCE(model, ''), 0, 0, 0, SUM(CASE WHEN ending = 'first-try' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'rescued' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'declined' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'refused' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'lost' THEN 1 ELSE 0 END), SUM(CASE WHEN ending = 'left' THEN 1 ELSE 0 END), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM attempts WHERE ending IS NOT NULL AND true
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (grain, subject, bucket_at, service, name) DO UPDATE SET first_try = excluded.first_try, rescued = excluded.rescued, declined = excluded.declined, refused = excluded.refused, lost = excluded.lost, gone = excluded.gone;
