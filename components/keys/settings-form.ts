import type { KeySettingsView } from '@/lib/contract/key'

/** A key's settings as a person types them: empty fields are empty texts. */
export type SettingsValues = {
  name: string
  priority: number | string
  weight: number | string
  account: string
  dailyLimit: number | string
  minuteLimit: number | string
  tokenMinuteLimit: number | string
  concurrencyLimit: number | string
  models: string[]
  labels: string[]
  note: string
  /** As a date field has it: `2027-01-31`. */
  expiresAt: string
}

export const BLANK_SETTINGS: SettingsValues = {
  ...{ name: '', priority: 1, weight: 1, account: '', note: '', expiresAt: '' },
  ...{ dailyLimit: '', minuteLimit: '', tokenMinuteLimit: '', concurrencyLimit: '' },
  ...{ models: [], labels: [] },
}

export function settingsValues(view: KeySettingsView): SettingsValues {
  const { name, priority, weight, account, models, labels, note, expiresAt } = view
  const { dailyLimit, minuteLimit, tokenMinuteLimit, concurrencyLimit } = view
  return {
    ...{ name, priority, weight, account: account ?? '', models: models ?? [], labels, note: note ?? '' },
    dailyLimit: dailyLimit ?? '',
    minuteLimit: minuteLimit ?? '',
    tokenMinuteLimit: tokenMinuteLimit ?? '',
    concurrencyLimit: concurrencyLimit ?? '',
    expiresAt: expiresAt?.slice(0, '2027-01-31'.length) ?? '',
  }
}

/** The input of the contract that these values mean; nothing is checked yet. */
export function settingsInput(values: SettingsValues): Record<keyof SettingsValues, unknown> {
  const { name, priority, weight, account, models, labels, note, expiresAt } = values
  return {
    ...{ name, priority, weight, labels },
    dailyLimit: orNull(values.dailyLimit),
    minuteLimit: orNull(values.minuteLimit),
    tokenMinuteLimit: orNull(values.tokenMinuteLimit),
    concurrencyLimit: orNull(values.concurrencyLimit),
    account: orNull(account.trim()),
    models: models.length === 0 ? null : models,
    note: orNull(note.trim()),
    expiresAt: orNull(expiresAt),
  }
}

/** Only what a person changed, so that nothing else is written over. */
export function changedInput(before: SettingsValues, after: SettingsValues): Record<string, unknown> {
  const old: Record<string, unknown> = settingsInput(before)
  const entries = Object.entries(settingsInput(after))
  return Object.fromEntries(entries.filter(([field, value]) => !isSame(value, old[field])))
}

function orNull<T>(value: T): T | null {
  return value === '' ? null : value
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
