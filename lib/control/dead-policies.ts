import type { Warning } from '@/lib/contract/warnings'
import type { ServicePolicy } from '@/lib/engine/policy'
import { isZone } from '@/lib/engine/quota'

/** What of a service's policy can never come to pass. Pure. */
export function deadPolicy({ id, label, policy }: { id: string; label: string; policy: ServicePolicy }): Warning[] {
  const { maxWaitMs, firstByteDeadlineMs, wholeAnswerDeadlineMs, rateLimitRestMs } = policy
  const { maxAttempts, maxServiceAttempts, dayZone } = policy
  const warn = (isSo: boolean, code: Warning['code'], weight: Warning['weight'], values: Warning['values']) =>
    isSo ? [{ code, weight, service: id, values: { label, ...values } }] : []
  return [
    ...warn(!isZone(dayZone), 'zone-unknown', 'dead', { zone: dayZone }),
    ...warn(maxWaitMs >= firstByteDeadlineMs, 'wait-beyond-deadline', 'idle', {
      waitMs: maxWaitMs,
      deadlineMs: firstByteDeadlineMs,
    }),
    ...warn(maxWaitMs > 0 && maxWaitMs < rateLimitRestMs, 'wait-below-rest', 'idle', {
      waitMs: maxWaitMs,
      restMs: rateLimitRestMs,
    }),
    ...warn(wholeAnswerDeadlineMs < firstByteDeadlineMs, 'whole-answer-below-first-byte', 'idle', {
      wholeMs: wholeAnswerDeadlineMs,
      firstMs: firstByteDeadlineMs,
    }),
    ...warn(maxServiceAttempts > maxAttempts, 'service-attempts-above-attempts', 'idle', {
      serviceAttempts: maxServiceAttempts,
      attempts: maxAttempts,
    }),
  ]
}
