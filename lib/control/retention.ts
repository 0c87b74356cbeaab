import type { Retention } from '@/lib/contract/settings'
import { holdRetention, readRetention, saveRetention } from '@/lib/store/retention'
import { inOneTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'

/** How long attempts and sums are kept. */
export async function retention({ ctx }: { ctx: ControlContext }): Promise<Retention> {
  requireRole(ctx, 'viewer')
  return readRetention(ctx.store)
}

/** Keeps attempts and sums longer or shorter; what is too old goes within the hour, and does not come back. */
export async function changeRetention(call: { ctx: ControlContext; input: Retention }): Promise<Retention> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  return inOneTransaction(ctx, async session => {
    await holdRetention(session)
    const before = await readRetention(session)
    await saveRetention(session, input)
    return { answer: input, deed: { verb: 'changeRetention', target: 'retention', detail: { before, after: input } } }
  })
}
