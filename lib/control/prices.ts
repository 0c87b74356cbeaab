import { listRate } from '@/lib/catalog/price-list'
import type { ChangedPrice, OwnPriceView, Prices, RemovePrice, SetPrice, UnpricedModel } from '@/lib/contract/prices'
import { type OwnPrice, ownPriceOf } from '@/lib/engine/own-price'
import { DAY_MS, type ServiceId } from '@/lib/engine/vocabulary'
import {
  findPrice,
  holdPrice,
  listPrices,
  readRefused,
  readUnpriced,
  removePrice as removeStored,
  type StoredPrice,
  savePrice,
} from '@/lib/store/prices'
import { inOneAuditedTransaction } from './audit-trail'
import { type ControlContext, requireRole } from './context'
import { ControlError } from './control-error'
import { iso } from './key-view'
import { requireService } from './require-service'

/** How far back models without a price are looked for. */
const DAYS = 7
const MODELS_SHOWN = 50
const MILLION = 1_000_000

/** The operator's own prices, and the models of the last days that have none. */
export async function listOwnPrices({ ctx }: { ctx: ControlContext }): Promise<Prices> {
  requireRole(ctx, 'viewer')
  const stored = await listPrices(ctx.store)
  return {
    prices: stored.map(price => viewOf(ctx, price)),
    unpriced: await unpricedModels(ctx, stored),
    days: DAYS,
    services: ctx.services.map(({ id, label, unit }) => ({ id, label, unit })),
  }
}

function viewOf({ services }: ControlContext, { updatedAt, ...price }: StoredPrice): OwnPriceView {
  const rate = price.model.endsWith('*') ? null : listRate(price.service, price.model)
  return {
    ...price,
    serviceLabel: labelOf(services, price.service),
    listed: rate && { inputUsd: perMillion(rate.inUsd), outputUsd: perMillion(rate.outUsd) },
    changedAt: iso(updatedAt),
  }
}

/** Free of what adding up small fractions leaves behind. */
function perMillion(usd: number): number {
  return Number((usd * MILLION).toPrecision(10))
}

function labelOf(services: ControlContext['services'], id: ServiceId): string {
  return services.find(service => service.id === id)?.label ?? id
}

async function unpricedModels(ctx: ControlContext, stored: readonly OwnPrice[]): Promise<UnpricedModel[]> {
  const { store, services } = ctx
  const since = ctx.now() - DAYS * DAY_MS
  const [used, refused] = await Promise.all([
    readUnpriced(store, since, MODELS_SHOWN),
    readRefused(store, 'unpriced-model', since, MODELS_SHOWN),
  ])
  const models = new Map<string, UnpricedModel>()
  const at = (service: string, model: string): UnpricedModel => {
    const name = `${service}\n${model}`
    const known = models.get(name)
    if (known) return known
    const fresh = { service, serviceLabel: labelOf(services, service), model, tokens: 0, refused: 0, lastDay: '' }
    models.set(name, fresh)
    return fresh
  }
  const note = (model: UnpricedModel, day: number) => {
    const said = iso(day).slice(0, 10)
    if (said > model.lastDay) model.lastDay = said
  }
  for (const { service, model, tokens, lastDayAt } of used) {
    const entry = at(service, model)
    entry.tokens += tokens
    note(entry, lastDayAt)
  }
  for (const { service, model, refused: count, lastAt } of refused) {
    const entry = at(service, model)
    entry.refused += count
    note(entry, lastAt)
  }
  return [...models.values()].filter(({ service, model }) => !hasPrice(stored, service, model))
}

/** Since then it may have got one. */
function hasPrice(stored: readonly OwnPrice[], service: ServiceId, model: string): boolean {
  const own = stored.filter(price => price.service === service)
  return ownPriceOf(own, model === '' ? null : model) !== null || (model !== '' && listRate(service, model) !== null)
}

/** Says what a model costs, from the next attempt on; what was counted before keeps its cost. */
export async function setPrice(call: { ctx: ControlContext; input: SetPrice }): Promise<ChangedPrice> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  requireService(ctx, input.service)
  const { service, model } = input
  const { auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdPrice(session, service, model)
    const before = amountsOf(await findPrice(session, service, model))
    const after = amountsOf(input)
    if (JSON.stringify(before) === JSON.stringify(after)) return { answer: null, deed: null }
    await savePrice(session, { service, model, ...after })
    return { answer: null, deed: deedOf('setPrice', service, model, { before, after }) }
  })
  return { service, model, auditId }
}

/** Goes back to what the price list says, or to none. @throws ControlError `not-found` */
export async function removePrice(call: { ctx: ControlContext; input: RemovePrice }): Promise<ChangedPrice> {
  const { ctx, input } = call
  requireRole(ctx, 'admin')
  const { service, model } = input
  const { auditId } = await inOneAuditedTransaction(ctx, async session => {
    await holdPrice(session, service, model)
    const before = amountsOf(await findPrice(session, service, model))
    if (Object.values(before).every(amount => amount === null)) {
      const said = { key: 'noOwnPrice', values: { service, model } }
      throw new ControlError('not-found', `${service} has no price of your own for ${model}.`, { said })
    }
    await removeStored(session, service, model)
    const facts = { before, after: amountsOf(null) }
    return { answer: null, deed: deedOf('removePrice', service, model, facts) }
  })
  return { service, model, auditId }
}

type Amounts = Pick<OwnPrice, 'inputUsd' | 'outputUsd' | 'cachedInputUsd' | 'unitUsd'>

/** In one order; without a price nothing is said. */
export function amountsOf(price: Amounts | null): Amounts {
  const { inputUsd = null, outputUsd = null, cachedInputUsd = null, unitUsd = null } = price ?? {}
  return { inputUsd, outputUsd, cachedInputUsd, unitUsd }
}

function deedOf(verb: string, service: ServiceId, model: string, facts: { before: Amounts; after: Amounts }) {
  const change = { kind: 'prices-changed' as const, service }
  return { verb, target: `${service} ${model}`, detail: { service, name: model, ...facts }, change }
}
