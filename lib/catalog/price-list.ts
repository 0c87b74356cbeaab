import { calcPrice } from '@pydantic/genai-prices'
import type { ServiceId, Usage } from '@/lib/engine/vocabulary'

/** Our names where the price list has others. */
const PROVIDERS: Readonly<Record<string, string>> = { gemini: 'google', xai: 'x-ai' }

const SAMPLE_TOKENS = 1000

type Counts = Pick<Usage, 'tokensIn' | 'tokensOut' | 'cachedIn' | 'cacheWrittenIn'>

/** What one token of each kind costs, in US dollars. */
export type ListRate = { inUsd: number; cachedInUsd: number; cacheWrittenInUsd: number; outUsd: number }

/**
 * What tokens of a model cost by `@pydantic/genai-prices` (bundled, no network); `null`: it is not in the list, or the
 * counts are none that it can price. Upstreams that count cached tokens apart may state more of them than of all.
 */
export function listPrice(service: ServiceId, model: string, read: Counts): number | null {
  const { tokensIn, tokensOut, cachedIn = 0, cacheWrittenIn = 0 } = read
  const cacheRead = Math.min(cachedIn, tokensIn)
  const usage = {
    ...{ input_tokens: tokensIn, output_tokens: tokensOut },
    ...{ cache_read_tokens: cacheRead, cache_write_tokens: Math.min(cacheWrittenIn, tokensIn - cacheRead) },
  }
  try {
    return calcPrice(usage, model, { providerId: PROVIDERS[service] ?? service })?.total_price ?? null
  } catch {
    return null // an answer that was paid must be counted, whatever its upstream said of it
  }
}

/** The same for one token, as long as prompts are short enough for the price to be one number. */
export function listRate(service: ServiceId, model: string): ListRate | null {
  const perToken = (read: Partial<Counts>) => {
    const usd = listPrice(service, model, { tokensIn: 0, tokensOut: 0, ...read })
    return usd === null ? null : usd / SAMPLE_TOKENS
  }
  const inUsd = perToken({ tokensIn: SAMPLE_TOKENS })
  const outUsd = perToken({ tokensOut: SAMPLE_TOKENS })
  // a price of nothing for what is billed by the minute or the picture says nothing of its tokens
  if (inUsd === null || outUsd === null || inUsd + outUsd === 0) return null
  return {
    ...{ inUsd, outUsd },
    cachedInUsd: perToken({ tokensIn: SAMPLE_TOKENS, cachedIn: SAMPLE_TOKENS }) ?? inUsd,
    cacheWrittenInUsd: perToken({ tokensIn: SAMPLE_TOKENS, cacheWrittenIn: SAMPLE_TOKENS }) ?? inUsd,
  }
}
