import { type ListRate, listPrice, listRate } from '@/lib/catalog/price-list'
import { type OwnPrice, ownPriceOf } from '@/lib/engine/own-price'
import type { PricedBy, ServiceId, Usage } from '@/lib/engine/vocabulary'

/** List prices may rise with the length of the prompt from here on; below, a price per token is one number. */
const FLAT_PRICE_TOKENS = 100_000
const MILLION = 1_000_000
const RATES_KEPT = 500

/** What one token of each kind costs, in US dollars, and one request or recipient. */
export type Rate = ListRate & { by: Exclude<PricedBy, 'upstream'>; unitUsd: number }

/** What a dear model costs, where an upstream has not said yet what it charges. */
export const UNKNOWN_RATE: Omit<Rate, 'by'> = {
  ...{ inUsd: 5e-6, cachedInUsd: 5e-6, cacheWrittenInUsd: 5e-6 },
  ...{ outUsd: 2e-5, unitUsd: 0 },
}

/**
 * What attempts cost: by the operator's own price, else by the upstream's own word, else by the list. Own prices may be
 * replaced at any time and hold from the next attempt on.
 */
export class PriceBook {
  private own = new Map<ServiceId, OwnPrice[]>()
  private readonly rates = new Map<ServiceId, Map<string | null, Rate | null>>()

  replace(prices: readonly OwnPrice[]): void {
    this.own = new Map()
    for (const price of prices) this.own.set(price.service, [...(this.own.get(price.service) ?? []), price])
    this.rates.clear()
  }

  /** The same use with its cost, and whose price that is by; `units` were served. */
  price(service: ServiceId, model: string | null, read: Usage, units: number): Usage {
    const { tokensIn, tokensOut, statedUsd = null } = read
    const isUsed = tokensIn + tokensOut > 0 || units > 0
    const rate = isUsed ? this.rateOf(service, model) : null
    if (statedUsd !== null && rate?.by !== 'own') return priced(read, statedUsd, 'upstream')
    // whose upstream would have said it in its last words; nobody with a budget gets away with less
    if (rate === null) return priced(read, read.isEstimated === true ? costBy(UNKNOWN_RATE, read, 0) : 0, null)
    if (rate.by === 'own') return priced(read, costBy(rate, read, units), 'own')
    if (tokensIn + tokensOut === 0) return priced(read, 0, null)
    if (tokensIn <= FLAT_PRICE_TOKENS) return priced(read, costBy(rate, read, 0), 'list')
    return priced(read, listPrice(service, model ?? '', read) ?? costBy(rate, read, 0), 'list')
  }

  /** `null`: there is no price for it. */
  rateOf(service: ServiceId, model: string | null): Rate | null {
    let ofService = this.rates.get(service)
    if (ofService === undefined) {
      ofService = new Map()
      this.rates.set(service, ofService)
    }
    const known = ofService.get(model)
    if (known !== undefined) return known
    const own = ownPriceOf(this.own.get(service) ?? [], model)
    const listed = own === null && model !== null ? listRate(service, model) : null
    const rate: Rate | null = own === null ? listed && { ...listed, by: 'list', unitUsd: 0 } : ownRate(own)
    if (ofService.size >= RATES_KEPT) ofService.clear() // model names come from callers: the memory stays bounded
    ofService.set(model, rate)
    return rate
  }
}

function priced({ tokensIn, tokensOut, isEstimated = false }: Usage, costUsd: number, by: PricedBy | null): Usage {
  return { tokensIn, tokensOut, costUsd, pricedBy: by, isEstimated }
}

function costBy(rate: Omit<Rate, 'by'>, read: Usage, units: number): number {
  const { tokensIn, tokensOut, cachedIn = 0, cacheWrittenIn = 0 } = read
  const fresh = Math.max(0, tokensIn - cachedIn - cacheWrittenIn)
  const input = fresh * rate.inUsd + cachedIn * rate.cachedInUsd + cacheWrittenIn * rate.cacheWrittenInUsd
  return input + tokensOut * rate.outUsd + units * rate.unitUsd
}

function ownRate({ inputUsd, outputUsd, cachedInputUsd, unitUsd }: OwnPrice): Rate {
  const inUsd = (inputUsd ?? 0) / MILLION
  const cachedInUsd = cachedInputUsd === null ? inUsd : cachedInputUsd / MILLION
  const outUsd = (outputUsd ?? 0) / MILLION
  return { by: 'own', inUsd, cachedInUsd, cacheWrittenInUsd: inUsd, outUsd, unitUsd: unitUsd ?? 0 }
}
