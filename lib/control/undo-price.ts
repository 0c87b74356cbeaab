import { z } from 'zod'
import { setPriceSchema } from '@/lib/contract/prices'
import { findPrice, holdPrice, removePrice, savePrice } from '@/lib/store/prices'
import type { Notice } from './audit-trail'
import { amountsOf } from './prices'
import { requireSame, type TakeBacks, type Taken } from './undo-parts'

/** A price as it was before, or none where there was none. */
async function takeBackPrice({ session, entry, name, before, after }: Taken): Promise<Notice> {
  const { service, name: model } = priceName.parse(entry.detail)
  await holdPrice(session, service, model)
  requireSame(name, amountsOf(await findPrice(session, service, model)), after)
  const wasThere = Object.values(before).some(amount => amount !== null)
  if (wasThere) await savePrice(session, setPriceSchema.parse({ service, model, ...before }))
  else await removePrice(session, service, model)
  return { kind: 'prices-changed', service }
}

const priceName = z.object({ service: z.string(), name: z.string() })

export const PRICE_TAKE_BACKS: TakeBacks = { setPrice: takeBackPrice, removePrice: takeBackPrice }
