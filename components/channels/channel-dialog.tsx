import { Modal } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ChannelView } from '@/lib/contract/alert-channels'
import { ChannelForm } from './channel-form'
import type { ServiceName } from './channel-values'
import type { ChannelActions } from './channels-actions'

type ChannelDialogProps = {
  /** `null`: a new one. */
  channel: ChannelView | null
  actions: ChannelActions
  services: readonly ServiceName[]
  onClose(): void
}

/** A channel to be made or changed. */
export function ChannelDialog({ channel, actions, services, onClose }: ChannelDialogProps) {
  const t = useTranslations('channels.form')
  const title = channel ? t('editTitle', { name: channel.name }) : t('addTitle')
  return (
    <Modal opened onClose={onClose} title={title} size="lg" centered closeOnClickOutside={false}>
      <ChannelForm {...{ channel, actions, services, onClose }} />
    </Modal>
  )
}
