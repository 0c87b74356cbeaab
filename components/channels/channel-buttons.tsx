import { ActionIcon, Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useTranslations } from 'next-intl'
import alerts from '@/components/alerts/alerts.module.css'
import { useDeed } from '@/components/keys/use-deed'
import { useProblemWords } from '@/components/layout/problem-words'
import { ConfirmDialog } from '@/components/settings/late-dialogs'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { ChannelView, RemovedChannel } from '@/lib/contract/alert-channels'
import classes from './channels.module.css'
import type { ChannelActions } from './channels-actions'
import { useTroubleWords } from './trouble-words'

type ChannelButtonsProps = { channel: ChannelView; actions: ChannelActions; onEdit(): void }

/** What an admin can do with a channel; a test says beside it how it ended. */
export function ChannelButtons({ channel, actions, onEdit }: ChannelButtonsProps) {
  const t = useTranslations('channels')
  const testing = useTesting(channel, actions)
  const { name } = channel
  return (
    <div className={classes.buttons}>
      <div className={alerts.actions}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('testOf', { name })}
          loading={testing.isPending}
          onClick={() => testing.mutate()}
        >
          {t('test')}
        </Button>
        <Button size="compact-sm" variant="default" aria-label={t('editOf', { name })} onClick={onEdit}>
          {t('edit')}
        </Button>
        <MoreMenu channel={channel} actions={actions} />
      </div>
      <TestEnd testing={testing} />
    </div>
  )
}

function useTesting({ id }: ChannelView, { test }: ChannelActions) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => act(test, { channelId: id }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.channels }),
  })
}

function TestEnd({ testing: { data, error } }: { testing: ReturnType<typeof useTesting> }) {
  const t = useTranslations('channels')
  const why = useTroubleWords()
  const say = useProblemWords()
  const failure = error ? say(error) : data?.trouble ? why(data.trouble) : null
  return (
    <div role="status" className={classes.tested} data-failed={failure !== null || undefined}>
      {failure !== null ? t('testFailed', { why: failure }) : data && t('tested', { ms: data.tookMs })}
    </div>
  )
}

function MoreMenu({ channel, actions }: Omit<ChannelButtonsProps, 'onEdit'>) {
  const t = useTranslations('channels')
  const say = useProblemWords()
  const queries = useQueryClient()
  const [isRemoving, { open, close }] = useDisclosure()
  const { id, name, isEnabled } = channel
  const refresh = () => queries.invalidateQueries({ queryKey: queryKeys.channels })
  const deed = useDeed(actions.undo)
  const switching = useMutation({
    mutationFn: () => act(actions.change, { channelId: id, isEnabled: !isEnabled }),
    onSuccess: ({ auditId }) => deed.tell(t(isEnabled ? 'isPaused' : 'isResumed', { name }), auditId),
    onError: error => notifications.show({ color: 'red', message: say(error) }),
    onSettled: refresh,
  })
  const removed = ({ auditId }: RemovedChannel) => {
    close()
    deed.tell(t('removed', { name }), auditId)
  }
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={26} variant="default" aria-label={t('more', { name })} loading={switching.isPending}>
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => switching.mutate()}>{t(isEnabled ? 'pause' : 'resume')}</Menu.Item>
          <Menu.Item color="red" onClick={open}>
            {t('remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isRemoving && (
        <ConfirmDialog
          title={t('removeTitle', { name })}
          lead={t('removeLead')}
          confirm={t('remove')}
          isGrave
          run={() => act(actions.remove, { channelId: id })}
          onDone={removed}
          onClose={close}
        />
      )}
    </>
  )
}
