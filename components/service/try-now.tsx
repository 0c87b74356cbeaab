import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'

export type TryService = OperatorAction<{ service: string }, unknown>

type TryNowProps = { service: { id: string; label: string }; tryService: TryService }

/** Lets the next request of a service that is left alone be its trial, without waiting for the end. */
export function TryNow({ service, tryService }: TryNowProps) {
  const t = useTranslations('service.circuit')
  const say = useProblemWords()
  const queries = useQueryClient()
  const trying = useMutation({
    mutationFn: () => act(tryService, { service: service.id }),
    onSuccess: () => notifications.show({ message: t('tried', { service: service.label }) }),
    onError: error => notifications.show({ color: 'red', message: say(error) }),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Button
      size="compact-xs"
      variant="default"
      ml={8}
      title={t('tryNowExplain')}
      loading={trying.isPending}
      onClick={() => trying.mutate()}
    >
      {t('tryNow')}
    </Button>
  )
}
