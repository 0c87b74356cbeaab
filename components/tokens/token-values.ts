import { useTranslations } from 'next-intl'
import type { ListedToken, TokenSettings } from '@/lib/contract/token'

/** What stands in the form, as it was typed. */
export type TokenValues = {
  name: string
  services: string[]
  perMinute: string
  perDay: string
  budget: string
  /** A day, `2027-01-31`; empty: no end. */
  expires: string
}

export const NEW_TOKEN: TokenValues = { name: '', services: [], perMinute: '', perDay: '', budget: '', expires: '' }

/** A token as the form begins with it. */
export function valuesOf({ name, services, minute, day, month, expiresAt }: ListedToken): TokenValues {
  const text = (limit: number | null) => (limit === null ? '' : String(limit))
  return {
    ...{ name, services: services ?? [], perMinute: text(minute.limit), perDay: text(day.limit) },
    ...{ budget: text(month.limit), expires: expiresAt?.slice(0, 10) ?? '' },
  }
}

/** What is sent of it. */
export function settingsOf(values: TokenValues): TokenSettings {
  const number = (text: string) => (text.trim() === '' ? null : Number(text))
  return {
    name: values.name.trim(),
    services: values.services.length > 0 ? values.services : null,
    requestsPerMinute: number(values.perMinute),
    requestsPerDay: number(values.perDay),
    budgetUsdPerMonth: number(values.budget),
    expiresAt: values.expires || null,
  }
}

export type TokenFaults = Partial<Record<keyof TokenValues, string>>

const NAME_MAX_LENGTH = 100

/** What is wrong, at its field. An end that was there already may lie behind. */
export function useTokenFaults(): (values: TokenValues, before: TokenValues) => TokenFaults {
  const t = useTranslations('tokens.form')
  return ({ name, expires, perMinute, perDay, budget }, before) => {
    const length = name.trim().length
    const isPast = expires !== '' && expires !== before.expires && Date.parse(expires) <= Date.now()
    return {
      ...(length === 0 && { name: t('nameMissing') }),
      ...(length > NAME_MAX_LENGTH && { name: t('nameLong', { maximum: NAME_MAX_LENGTH }) }),
      ...(!isCount(perMinute) && { perMinute: t('wantedCount') }),
      ...(!isCount(perDay) && { perDay: t('wantedCount') }),
      ...(!isAmount(budget) && { budget: t('wantedBudget') }),
      ...(isPast && { expires: t('expiresPast') }),
    }
  }
}

function isCount(text: string): boolean {
  return text.trim() === '' || (/^\d{1,9}$/.test(text.trim()) && Number(text) > 0)
}

function isAmount(text: string): boolean {
  return text.trim() === '' || (/^\d{1,6}(\.\d+)?$/.test(text.trim()) && Number(text) > 0)
}
