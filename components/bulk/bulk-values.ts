import type { BulkAction } from '@/lib/contract/key-edit'
import { PRIORITY_MAX } from '@/lib/contract/key-import'

export const LIMIT_FIELDS = ['dailyLimit', 'minuteLimit', 'tokenMinuteLimit', 'concurrencyLimit'] as const
export type LimitField = (typeof LIMIT_FIELDS)[number]

/** As typed; an empty field changes nothing. */
export type BulkValues = Record<LimitField | 'priority' | 'weight' | 'account', string> & {
  withoutLimit: readonly LimitField[]
  addLabels: string[]
  removeLabels: string[]
}

export const EMPTY_SETTINGS: BulkValues = {
  ...{ priority: '', weight: '', account: '', dailyLimit: '', minuteLimit: '', tokenMinuteLimit: '' },
  ...{ concurrencyLimit: '', withoutLimit: [], addLabels: [], removeLabels: [] },
}

type Change = Extract<BulkAction, { kind: 'change' }>['settings']
type Wrong = { field: keyof BulkValues; wanted: 'wantedPriority' | 'wantedWeight' | 'wantedLimit' }

const WEIGHT_MAX = 1000

/** The fields whose text is no value for them. Pure. */
export function wrongFields(values: BulkValues): Wrong[] {
  const { priority, weight } = values
  const wrong: Wrong[] = []
  if (priority !== '' && whole(priority, PRIORITY_MAX) === null)
    wrong.push({ field: 'priority', wanted: 'wantedPriority' })
  if (weight !== '' && above(weight, WEIGHT_MAX) === null) wrong.push({ field: 'weight', wanted: 'wantedWeight' })
  for (const field of LIMIT_FIELDS) {
    const isWrong = values[field] !== '' && whole(values[field], Number.MAX_SAFE_INTEGER) === null
    if (isWrong && !values.withoutLimit.includes(field)) wrong.push({ field, wanted: 'wantedLimit' })
  }
  return wrong
}

/** What the fields ask for; `null`: nothing, or something that cannot be. Pure. */
export function bulkSettingsOf(values: BulkValues): Change | null {
  if (wrongFields(values).length > 0) return null
  const { priority, weight, account, withoutLimit, addLabels, removeLabels } = values
  const limits: Partial<Record<LimitField, number | null>> = {}
  for (const field of LIMIT_FIELDS) {
    const limit = whole(values[field], Number.MAX_SAFE_INTEGER)
    if (withoutLimit.includes(field)) limits[field] = null
    else if (limit !== null) limits[field] = limit
  }
  const settings: Change = {
    ...(priority !== '' && { priority: Number(priority) }),
    ...(weight !== '' && { weight: Number(weight.replace(',', '.')) }),
    ...(account.trim() !== '' && { account: account.trim() }),
    ...limits,
    ...(addLabels.length > 0 && { addLabels }),
    ...(removeLabels.length > 0 && { removeLabels }),
  }
  return Object.keys(settings).length === 0 ? null : settings
}

function whole(text: string, most: number): number | null {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= most ? value : null
}

function above(text: string, most: number): number | null {
  const value = /^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : 0
  return value > 0 && value <= most ? value : null
}
