import { useTranslations } from 'next-intl'
import type { AlertView } from '@/lib/contract/alerts'

/** A short name for buttons: `Key rejected, Groq, team-a`. */
export function useAlertName(): (alert: Pick<AlertView, 'fact' | 'message' | 'serviceLabel'>) => string {
  const t = useTranslations('alerts.name')
  return ({ fact, message, serviceLabel }) => {
    if (fact === null) return message
    const parts = [t(fact.code), serviceLabel, ...(fact.keyId === null ? [] : [fact.name])]
    return parts.join(', ')
  }
}
