import { useTranslations } from 'next-intl'
import type { Said } from '@/lib/contract/said'

/** The server's own sentence in the person's language; `null` for one that this page does not know. */
export function useSaidWords(): (said: Said) => string | null {
  const t = useTranslations('said')
  return ({ key, values }) => (isSaid(t, key) ? t(key, values) : null)
}

type Words = ReturnType<typeof useTranslations<'said'>>
type SaidKey = Parameters<Words>[0]

/** The cast only asks: `has` answers for any text. */
function isSaid(t: Words, key: string): key is SaidKey {
  return t.has(key as SaidKey)
}
