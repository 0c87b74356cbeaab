import { type OwnPriceView, type SetPriceInput, setPriceSchema } from '@/lib/contract/prices'

export const PRICE_FIELDS = ['inputUsd', 'outputUsd', 'cachedInputUsd', 'unitUsd'] as const
export type PriceField = (typeof PRICE_FIELDS)[number]

/** What stands in the form, as it was typed. */
export type PriceValues = { service: string; model: string } & Record<PriceField, string>

export const EMPTY_PRICE: PriceValues = {
  service: '',
  model: '',
  inputUsd: '',
  outputUsd: '',
  cachedInputUsd: '',
  unitUsd: '',
}

/** A price as the form begins with it. */
export function valuesOfPrice(price: OwnPriceView): PriceValues {
  const text = (field: PriceField) => price[field]?.toString() ?? ''
  const { service, model } = price
  const amounts = { inputUsd: text('inputUsd'), outputUsd: text('outputUsd'), unitUsd: text('unitUsd') }
  return { service, model, ...amounts, cachedInputUsd: text('cachedInputUsd') }
}

export type PriceFaults = Partial<Record<keyof PriceValues, 'amount' | 'model' | 'missing' | 'half'>>

/** What is sent of it, or what is wrong, at its field. A comma is a point to those who write it so. */
export function readPrice(values: PriceValues): { input: SetPriceInput } | { faults: PriceFaults } {
  const number = (field: PriceField) => {
    const text = values[field].trim().replace(',', '.')
    return text === '' ? null : Number(text)
  }
  const amounts = Object.fromEntries(PRICE_FIELDS.map(field => [field, number(field)]))
  const parsed = setPriceSchema.safeParse({ service: values.service, model: values.model, ...amounts })
  if (parsed.success) return { input: parsed.data }
  const faults: PriceFaults = {}
  for (const issue of parsed.error.issues) {
    const said = issue.code === 'custom' ? issue.params?.say : null
    const [field] = issue.path
    if (field === 'model') faults.model ??= 'model'
    else if (isPriceField(field)) {
      faults[field] ??= said === 'priceMissing' ? 'missing' : said === 'priceHalf' ? 'half' : 'amount'
    }
  }
  return { faults }
}

function isPriceField(field: unknown): field is PriceField {
  return PRICE_FIELDS.some(known => known === field)
}
