import { CircleCheck, CircleX, CornerDownRight, Hourglass, RotateCcw, Zap } from 'lucide-react'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import type { RotationNews } from '@/lib/contract/rotation-news'
import { NewsSentence } from './news-sentence'
import classes from './overview.module.css'

const ICONS = {
  rested: Hourglass,
  out: CircleX,
  'passed-on': CornerDownRight,
  restored: CircleCheck,
  circuit: Zap,
  reset: RotateCcw,
} as const

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const

type NewsLineProps = { line: RotationNews; label: string | undefined }

/** One line of the feed; where it happened to a request, its time leads to the request's trail. */
export function NewsLine({ line, label }: NewsLineProps) {
  const t = useTranslations('feed')
  const time = useFormatter().dateTime(Date.parse(line.at), TIME)
  const Icon = ICONS[line.kind]
  const requestId = 'requestId' in line ? line.requestId : null
  return (
    <li className={classes.newsLine} data-tone={toneOf(line)}>
      <Icon size={15} aria-hidden className={classes.newsIcon} />
      <span className={classes.newsText}>
        <NewsSentence line={line} label={label ?? line.service} />
      </span>
      <time dateTime={line.at} className={classes.newsTime}>
        {requestId === null ? (
          time
        ) : (
          <Link href={`/requests/${requestId}`} aria-label={t('trail', { time })}>
            {time}
          </Link>
        )}
      </time>
    </li>
  )
}

function toneOf(line: RotationNews): 'good' | 'rest' | 'bad' | 'idle' {
  switch (line.kind) {
    case 'rested':
      return 'rest'
    case 'out':
      return 'bad'
    case 'circuit':
      return line.circuit === 'open' ? 'bad' : 'good'
    case 'restored':
    case 'reset':
      return 'good'
    case 'passed-on':
      return 'idle'
  }
}
