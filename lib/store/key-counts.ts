import type { ServiceId } from '@/lib/engine/vocabulary'
import type { Session } from './session'

/** How many keys in sight each service has, those of services nobody knows any more included. */
export async function countKeys(session: Session): Promise<Map<ServiceId, number>> {
  const rows = await session.db.key.groupBy({ by: ['service'], where: { removedAt: null }, _count: { _all: true } })
  return new Map(rows.map(({ service, _count }) => [service, _count._all]))
}
