import { calcPrice } from '@pydantic/genai-prices'
import type { ServiceId } from '@/lib/engine/vocabulary'

/** Our names where the price list has others. */
const PROVIDERS: Readonly<Record<string, string>> = { gemini: 'google' }

/** Prices may rise with the length of the prompt from here on; below, a model's price per token is one number. */
const FLAT_PRICE_TOKENS = 100_000
const SAMPLE_TOKENS = 1000
const RATES_KEPT = 500

type Rate = { inUsd: number; outUsd: number }
const rates = new Map<ServiceId, Map<string, Rate | null>>()

/**
 * What an attempt cost, in US dollars, by the list prices of `@pydantic/genai-prices` (bundled, no network).
 * 0 when the model is not in the list.
 */
export function priceOf(service: ServiceId, model: string | null, tokensIn: number, tokensOut: number): number {
  if (model === null || tokensIn + tokensOut === 0) return 0
  if (tokensIn > FLAT_PRICE_TOKENS) return listPrice(service, model, tokensIn, tokensOut) ?? 0
  const rate = rateOf(service, model)
  return rate === null ? 0 : tokensIn * rate.inUsd + tokensOut * rate.outUsd
}

function rateOf(service: ServiceId, model: string): Rate | null {
  const ofService = rates.get(service) ?? new Map<string, Rate | null>()
  const known = ofService.get(model)
  if (known !== undefined) return known
  const inUsd = listPrice(service, model, SAMPLE_TOKENS, 0)
  const outUsd = listPrice(service, model, 0, SAMPLE_TOKENS)
  const rate =
    inUsd === null || outUsd === null ? null : { inUsd: inUsd / SAMPLE_TOKENS, outUsd: outUsd / SAMPLE_TOKENS }
  if (ofService.size >= RATES_KEPT) ofService.clear() // model names come from callers: the memory stays bounded
  ofService.set(model, rate)
  rates.set(service, ofService)
  return rate
}

function listPrice(service: ServiceId, model: string, tokensIn: number, tokensOut: number): number | null {
  const usage = { input_tokens: tokensIn, output_tokens: tokensOut }
  return calcPrice(usage, model, { providerId: PROVIDERS[service] ?? service })?.total_price ?? null
}
