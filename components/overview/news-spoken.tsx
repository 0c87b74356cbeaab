import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { Overview } from '@/lib/contract/overview'
import classes from './overview.module.css'

/** Read aloud no oftener than this: a busy gateway would not let anybody hear anything else. */
const SPOKEN_EVERY_MS = 15_000

/** The feed for those who hear it: how much happened, now and then and politely. */
export function NewsSpoken({ news, isQuiet }: Pick<Overview, 'news'> & { isQuiet: boolean }) {
  const t = useTranslations('feed')
  const [count, setCount] = useState(0)
  const latest = useRef(news)
  useEffect(() => {
    latest.current = news
  })
  useEffect(() => {
    if (isQuiet) return
    let spokenId = latest.current[0]?.id
    const timer = setInterval(() => {
      const fresh = latest.current.findIndex(({ id }) => id === spokenId)
      spokenId = latest.current[0]?.id
      setCount(fresh < 0 ? latest.current.length : fresh)
    }, SPOKEN_EVERY_MS)
    return () => clearInterval(timer)
  }, [isQuiet])
  return (
    <p role="status" className={classes.hidden}>
      {count > 0 && t('spoken', { count })}
    </p>
  )
}
