import { useTranslations } from 'next-intl'
import { useSaidWords } from '@/components/layout/said-words'
import type { Said } from '@/lib/contract/said'

/** Why a channel was not reached, as people say it. */
export function useTroubleWords(): (trouble: Said) => string {
  const t = useTranslations('channels')
  const say = useSaidWords()
  return trouble => say(trouble) ?? t('unknown', { key: trouble.key })
}
