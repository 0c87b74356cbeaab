import { Anchor, Button } from '@mantine/core'
import { Info, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import item from '@/components/layout/marked-item.module.css'
import { Panel } from '@/components/layout/panel'
import type { Warning, Warnings } from '@/lib/contract/warnings'
import { useWarningWords } from './warning-words'
import classes from './warnings.module.css'

const SHOWN_AT_FIRST = 3

/** Configuration that cannot do what it was made for, each with the way to where it is mended; nothing without any. */
export function WarningList({ warnings, total, isLinked = true }: Warnings & { isLinked?: boolean }) {
  const t = useTranslations('warnings')
  const [showsAll, setShowsAll] = useState(false)
  if (warnings.length === 0) return null
  const shown = showsAll ? warnings : warnings.slice(0, SHOWN_AT_FIRST)
  const moreCount = showsAll ? total - shown.length : warnings.length - shown.length
  return (
    <Panel title={t(warnings.some(({ weight }) => weight === 'dead') ? 'title' : 'titleIdle')}>
      <ul className={classes.list}>
        {shown.map(warning => (
          <WarningItem
            key={`${warning.code} ${JSON.stringify(warning.values)}`}
            warning={warning}
            isLinked={isLinked}
          />
        ))}
      </ul>
      {moreCount > 0 && (
        <Button size="compact-sm" variant="subtle" onClick={() => setShowsAll(true)} disabled={showsAll}>
          {t('more', { count: moreCount })}
        </Button>
      )}
    </Panel>
  )
}

function WarningItem({ warning, isLinked }: { warning: Warning; isLinked: boolean }) {
  const t = useTranslations('warnings')
  const say = useWarningWords()
  const Icon = warning.weight === 'dead' ? TriangleAlert : Info
  const { service, values } = warning
  return (
    <li data-tone={warning.weight === 'dead' ? 'warn' : undefined}>
      <Icon size={16} aria-label={t(warning.weight)} role="img" className={item.mark} />
      <span className={item.text}>{say(warning)}</span>
      {isLinked && service !== null && (
        <Anchor component={Link} href={`/services/${service}`} size="sm">
          {String(values.label ?? service)}
        </Anchor>
      )}
      {('channel' in values || warning.code === 'alerts-without-channel') && (
        <Anchor component={Link} href="/alerts/channels" size="sm">
          {t('toChannels')}
        </Anchor>
      )}
      {'token' in values && (
        <Anchor component={Link} href="/tokens" size="sm">
          {t('toTokens')}
        </Anchor>
      )}
    </li>
  )
}
