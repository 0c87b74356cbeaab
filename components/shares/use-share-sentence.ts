import { useFormatter, useTranslations } from 'next-intl'
import type { Shares } from '@/lib/contract/shares'

/** Smaller changes are the play's own grain. */
const WORTH_SAYING = 0.01

/** The largest change in one sentence: `Traffic to A falls from 50 % to 20 %.` */
export function useShareSentence(): (shares: Shares) => string {
  const t = useTranslations('shares')
  const format = useFormatter()
  const percent = (share: number) => format.number(share, { style: 'percent', maximumFractionDigits: 0 })
  return ({ keys }) => {
    const largest = [...keys].sort((one, other) => weight(other) - weight(one))[0]
    if (!largest || Math.abs(largest.after - largest.before) < WORTH_SAYING) return t('same')
    const { name, before, after } = largest
    return t(after < before ? 'falls' : 'rises', { name, before: percent(before), after: percent(after) })
  }
}

/** An edited key is what one wants to hear of. */
function weight({ isEdited, before, after }: Shares['keys'][number]): number {
  const change = Math.abs(after - before)
  return change < WORTH_SAYING ? change : change + (isEdited ? 1 : 0)
}
