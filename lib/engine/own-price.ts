import type { ServiceId } from './vocabulary'

/** What an operator says that a model costs, in US dollars. */
export type OwnPrice = {
  service: ServiceId
  /** A model's name; its beginning where it ends in `*`; `*` alone: every model, and calls that name none. */
  model: string
  /** Per million tokens; `null`: tokens cost nothing. */
  inputUsd: number | null
  outputUsd: number | null
  /** Of input that the upstream had in its cache of prompts; `null`: as other input. */
  cachedInputUsd: number | null
  /** Per request, or per recipient where the service counts those; `null`: nothing. */
  unitUsd: number | null
}

/** The price that a model has among those of its service: by its whole name, else by the longest beginning of it. */
export function ownPriceOf<Price extends Pick<OwnPrice, 'model'>>(
  prices: readonly Price[],
  model: string | null,
): Price | null {
  let found: Price | null = null
  for (const price of prices) {
    if (price.model === model) return price
    if (!price.model.endsWith('*') || !(model ?? '').startsWith(price.model.slice(0, -1))) continue
    if (found === null || price.model.length > found.model.length) found = price
  }
  return found
}
