import type { DeliveryList } from '@/lib/contract/alert-channels'
import type { AlertSelection } from '@/lib/contract/alerts'
import { listChannels } from '@/lib/store/alert-channels'
import { listDeliveries } from '@/lib/store/alert-deliveries'
import { deliveryView } from './channel-view'
import { type ControlContext, requireRole } from './context'
import { iso } from './key-view'

const DELIVERIES_MAX = 200

/** Who was told of an alert, oldest first, and what became of it. */
export async function alertDeliveries(call: { ctx: ControlContext; input: AlertSelection }): Promise<DeliveryList> {
  const { ctx, input } = call
  requireRole(ctx, 'viewer')
  const [deliveries, channels] = await Promise.all([
    listDeliveries(ctx.store, { alertId: input.alertId, limit: DELIVERIES_MAX }),
    listChannels(ctx.store),
  ])
  const names = new Map(channels.map(({ id, name }) => [id, name]))
  return { generatedAt: iso(ctx.now()), deliveries: deliveries.map(each => deliveryView(each, names)) }
}
