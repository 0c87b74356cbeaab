import { useTranslations } from 'next-intl'
import type { CheckRunView } from '@/lib/contract/key-checks'

/** `38 alive, 1 refused, 1 not known`. */
export function CheckCounts({ run }: { run: CheckRunView }) {
  const t = useTranslations('checks')
  const lives = (['alive', 'rejected', 'unknown'] as const).filter(life => life === 'alive' || run[life] > 0)
  return lives.map(life => t(life, { count: run[life] })).join(', ')
}
