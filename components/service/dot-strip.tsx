import { Tooltip } from '@mantine/core'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { KEY_STANDINGS, type KeyCounts } from '@/lib/contract/key-page'
import type { ServiceDetail } from '@/lib/contract/services'
import classes from './service.module.css'

type DotStripProps = { dots: ServiceDetail['dots']; counts: KeyCounts }

/** A dot for each key, in the order of their names; of more keys than that, a bar of how many stand how. */
export function DotStrip({ dots, counts }: DotStripProps) {
  const t = useTranslations('service')
  if (dots.length === 0) return <StandingBar counts={counts} />
  return (
    <ul className={classes.dots} aria-label={t('dots')}>
      {dots.map(({ keyId, name, masked, standing }) => {
        const said = t('dot', { name, masked, standing: t(`filters.standing.${standing}`) })
        return (
          <li key={keyId}>
            <Tooltip label={said} withArrow events={{ hover: true, focus: true, touch: true }}>
              <Link href={`/keys/${keyId}`} aria-label={said} className={classes.dot} data-kind={standing} />
            </Tooltip>
          </li>
        )
      })}
    </ul>
  )
}

/** The words beside it are the filter chips: this is a picture of them. */
export function StandingBar({ counts }: { counts: KeyCounts }) {
  return (
    <div className={classes.standingBar} aria-hidden>
      {KEY_STANDINGS.filter(standing => counts[standing] > 0).map(standing => (
        <span key={standing} data-kind={standing} style={{ flexGrow: counts[standing] }} />
      ))}
    </div>
  )
}
