import { useTranslations } from 'next-intl'
import type { KeyCounts } from '@/lib/contract/key-page'
import type { Dot } from '@/lib/contract/overview'
import classes from './overview.module.css'

type DotStripProps = { dots: readonly Dot[]; counts: KeyCounts; now: number }

/** A dot for each key, or for the first of many, those that do not serve before the others. A picture of the counts. */
export function DotStrip({ dots, counts, now }: DotStripProps) {
  const t = useTranslations('overview.service')
  const standing = useTranslations('overview.standing')
  const moreCount = counts.all - dots.length
  return (
    <div className={classes.strip}>
      <div role="img" aria-label={t('strip')} className={classes.dots}>
        {dots.map(dot => {
          const kind = standingNow(dot, now)
          const name = t('dot', { name: dot.name, masked: dot.masked, standing: standing(kind) })
          return <span key={dot.keyId} className={classes.dot} data-kind={kind} title={name} />
        })}
      </div>
      {moreCount > 0 && <span className={classes.under}>{t('moreKeys', { count: moreCount })}</span>}
    </div>
  )
}

/** A rest whose end has come is over, whether the server has said so yet or not. */
function standingNow({ standing, until }: Dot, now: number): Dot['standing'] {
  return until !== null && Date.parse(until) <= now ? 'ready' : standing
}
