import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import { ChartState } from '@/components/charts/chart-state'
import { useStandingWords } from '@/components/keys/standing-words'
import { Panel } from '@/components/layout/panel'
import { useSpans } from '@/components/layout/spans'
import { keyRequestsQuery } from '@/lib/client/key'
import classes from './key.module.css'

const HEIGHT = 200

/** The latest requests that this key was tried for; each opens its trail. */
export function AttemptsPanel({ keyId, now }: { keyId: string; now: number }) {
  const t = useTranslations('key.attempts')
  const spans = useSpans()
  const format = useFormatter()
  const words = useStandingWords()
  const query = useQuery(keyRequestsQuery(keyId))
  const all = <Link href={`/requests?key=${encodeURIComponent(keyId)}`}>{t('all')}</Link>
  return (
    <Panel title={t('title')} aside={all} isFlush>
      <ChartState query={query} height={HEIGHT}>
        {({ requests }) =>
          requests.length === 0 ? (
            <p className={classes.quiet}>{t('none')}</p>
          ) : (
            <ul className={classes.list}>
              {requests.map(({ id, at, outcome, model, path, totalMs, tries, status }) => (
                <li key={id}>
                  <time dateTime={at}>{spans.ago(Date.parse(at), now)}</time>
                  <span className={classes.sentence}>
                    <Link href={`/requests/${id}`}>{words.reason(outcome)}</Link>
                    {status !== null && ` · HTTP ${status}`}
                    {' · '}
                    {model ?? path}
                    {tries > 1 && ` · ${t('tries', { count: tries })}`}
                  </span>
                  <span className={classes.aside}>
                    {format.number(totalMs, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 })}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </ChartState>
    </Panel>
  )
}
