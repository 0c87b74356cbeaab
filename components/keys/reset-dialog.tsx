import { Button, Group, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ErrorPanel } from '@/components/layout/state-panels'
import { act } from '@/lib/client/act'
import { resetPreviewQuery } from '@/lib/client/keys'
import { Dialog, DialogRefusal } from './dialog'
import type { Asked, KeyDeeds } from './key-deeds'
import { ResetEffects } from './reset-effects'
import { useDeed } from './use-deed'

type ResetDialogProps = { asked: Extract<Asked, { kind: 'reset' }>; deeds: KeyDeeds; onClose(): void }

/** Says what a reset would end, and does it. */
export function ResetDialog({ asked: { input, name }, deeds, onClose }: ResetDialogProps) {
  const t = useTranslations('keys')
  const { tell } = useDeed(deeds.undo)
  const { data, error, isFetching, refetch } = useQuery(resetPreviewQuery(input))
  const reset = useMutation({
    mutationFn: () => act(deeds.reset, input),
    onSuccess: answer => {
      tell(t('reset.done', { count: answer.reset.length }), null)
      onClose()
    },
  })
  const title =
    name === undefined ? t('reset.titleAll') : t(input.keyId ? 'reset.titleKey' : 'reset.titleService', { name })
  const isIdle = data !== undefined && data.count === 0 && data.circuits.length === 0
  return (
    <Dialog title={title} onClose={onClose}>
      {!data && !error && <Skeleton height={120} />}
      {!data && error && <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />}
      {isIdle && <Text size="sm">{t('reset.nothing')}</Text>}
      {data && !isIdle && <ResetEffects preview={data} />}
      <DialogRefusal error={reset.error} />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus={isIdle || undefined}>
          {t(isIdle ? 'close' : 'cancel')}
        </Button>
        {!isIdle && (
          <Button disabled={!data} loading={reset.isPending} onClick={() => reset.mutate()} data-autofocus>
            {t('reset.confirm')}
          </Button>
        )}
      </Group>
    </Dialog>
  )
}
