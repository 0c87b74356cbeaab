import { Button } from '@mantine/core'
import { Pause, Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Panel } from '@/components/layout/panel'
import type { Overview } from '@/lib/contract/overview'
import { NewsLine } from './news-line'
import { NewsSpoken } from './news-spoken'
import classes from './overview.module.css'

type NewsListProps = Pick<Overview, 'news' | 'services'>

/**
 * The live feed: each rest, return and change of key as it happens. It stands still while it is pointed at or has the
 * focus, so that nothing is read or clicked that is not there any more.
 */
export function NewsList({ news, services }: NewsListProps) {
  const t = useTranslations('feed')
  const [isPaused, setPaused] = useState(false)
  const [isHeld, setHeld] = useState(false)
  const [held, setShown] = useState(news)
  const isStill = isPaused || isHeld
  if (!isStill && held !== news) setShown(news)
  const shown = isStill ? held : news
  const place = news.findIndex(({ id }) => id === shown[0]?.id)
  const waitingCount = !isStill ? 0 : place === -1 ? news.length : place
  return (
    <Panel title={t('title')} aside={<PauseButton isPaused={isPaused} onChange={setPaused} />} isFlush>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only stands still while it is pointed at */}
      <div
        className={classes.feed}
        onMouseEnter={() => setHeld(true)}
        onMouseLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        {shown.length === 0 && <p className={classes.nothing}>{t('none')}</p>}
        <ol className={classes.news} aria-label={t('title')}>
          {shown.map(line => (
            <NewsLine key={line.id} line={line} label={services.find(({ id }) => id === line.service)?.label} />
          ))}
        </ol>
      </div>
      <p className={classes.waiting}>
        {isStill && (waitingCount > 0 ? t('waiting', { count: waitingCount }) : t('still'))}
      </p>
      <NewsSpoken news={news} isQuiet={isStill} />
    </Panel>
  )
}

function PauseButton({ isPaused, onChange }: { isPaused: boolean; onChange(isPaused: boolean): void }) {
  const t = useTranslations('feed')
  const Icon = isPaused ? Play : Pause
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      aria-pressed={isPaused}
      leftSection={<Icon size={13} aria-hidden />}
      onClick={() => onChange(!isPaused)}
    >
      {isPaused ? t('resume') : t('pause')}
    </Button>
  )
}
