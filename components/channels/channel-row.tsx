import { Hash, Mail, Webhook } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import alerts from '@/components/alerts/alerts.module.css'
import { useSpans } from '@/components/layout/spans'
import type { ChannelView } from '@/lib/contract/alert-channels'
import { ChannelButtons } from './channel-buttons'
import type { ServiceName } from './channel-values'
import classes from './channels.module.css'
import type { ChannelActions } from './channels-actions'
import { useTroubleWords } from './trouble-words'

const ICONS = { webhook: Webhook, slack: Hash, email: Mail } as const

type ChannelRowProps = {
  channel: ChannelView
  services: readonly ServiceName[]
  now: number
  actions: ChannelActions | null
  onEdit(): void
}

/** Where a channel leads, what it hears, and how it went last. */
export function ChannelRow({ channel, services, now, actions, onEdit }: ChannelRowProps) {
  const t = useTranslations('channels')
  const Icon = ICONS[channel.kind]
  const { kind, name, address, isEnabled } = channel
  return (
    <li className={alerts.row} data-paused={!isEnabled || undefined}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <div className={alerts.text}>
        <div>
          <span className={classes.name}>{name}</span>{' '}
          <span className={classes.quiet}>
            {t(`kind.${kind}`)} · {address}
            {!isEnabled && ` · ${t('paused')}`}
          </span>
        </div>
        <div className={alerts.story}>{useHearsWords(services)(channel)}</div>
        <LastTry channel={channel} now={now} />
      </div>
      {actions && <ChannelButtons channel={channel} actions={actions} onEdit={onEdit} />}
    </li>
  )
}

function LastTry({ channel: { last, waiting }, now }: { channel: ChannelView; now: number }) {
  const t = useTranslations('channels')
  const spans = useSpans()
  const why = useTroubleWords()
  const ago = last && spans.ago(Date.parse(last.at), now)
  const waitingWords = ({ count, nextAt }: NonNullable<ChannelView['waiting']>) => {
    const leftMs = Date.parse(nextAt) - now
    return leftMs > 0 ? t('waiting', { count, span: spans.exact(leftMs) }) : t('sending', { count })
  }
  return (
    <div className={alerts.story}>
      {last === null || ago === null ? (
        t('never')
      ) : last.trouble === null ? (
        t('delivered', { ago })
      ) : (
        <span className={classes.trouble}>{t('failed', { ago, why: why(last.trouble) })}</span>
      )}
      {waiting && ` · ${waitingWords(waiting)}`}
    </div>
  )
}

function useHearsWords(services: readonly ServiceName[]): (channel: ChannelView) => string {
  const t = useTranslations('channels')
  const format = useFormatter()
  return ({ services: limited, codes }) => {
    const labels = limited?.map(id => services.find(service => service.id === id)?.label ?? id)
    return t('hears', {
      services: labels ? format.list(labels) : t('all'),
      codes: codes ? t('codes', { count: codes.length }) : t('allCodes'),
    })
  }
}
