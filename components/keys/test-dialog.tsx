import { Button, Group, Loader, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { Examination } from '@/lib/contract/key-test'
import { Dialog, DialogRefusal } from './dialog'
import type { KeyDeeds, KeyInHand } from './key-deeds'
import classes from './key-dialogs.module.css'
import { ResetDialog } from './reset-dialog'

type TestDialogProps = { keyInHand: KeyInHand; deeds: KeyDeeds; onClose(): void }

const IN_REVIEW: readonly KeyInHand['status'][] = ['rejected', 'suspended', 'out-of-credit']

/** Asks the upstream about a key as soon as it opens. A key in review that answers again may be reset from here. */
export function TestDialog({ keyInHand: key, deeds, onClose }: TestDialogProps) {
  const t = useTranslations('keys')
  const [isResetting, setIsResetting] = useState(false)
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: queryKeys.keyTest(key.id),
    queryFn: () => act(deeds.test, { keyId: key.id }),
    ...{ gcTime: 0, staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false },
  })
  if (isResetting) {
    const asked = { kind: 'reset' as const, input: { keyId: key.id }, name: key.name }
    return <ResetDialog asked={asked} deeds={deeds} onClose={onClose} />
  }
  const canReset = data?.life === 'alive' && IN_REVIEW.includes(key.status)
  return (
    <Dialog title={t('test.title', { name: key.name })} onClose={onClose}>
      <Text size="sm">{t('test.lead', { service: key.serviceLabel })}</Text>
      <div aria-live="polite" aria-busy={isFetching}>
        {isFetching && (
          <p className={classes.verdict}>
            <Loader size={18} /> {t('test.running')}
          </p>
        )}
        {!isFetching && data && <Verdict examination={data} />}
      </div>
      {!isFetching && <DialogRefusal error={error} />}
      {!isFetching && canReset && (
        <Text size="sm" mt="sm">
          {t('test.resetHint')}
        </Text>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          {t('test.again')}
        </Button>
        {canReset && <Button onClick={() => setIsResetting(true)}>{t('test.reset')}</Button>}
        {!canReset && <Button onClick={onClose}>{t('close')}</Button>}
      </Group>
    </Dialog>
  )
}

const ICONS = { alive: CircleCheck, rejected: CircleX, unknown: CircleHelp }

function Verdict({ examination: { life, outcome, status, durationMs } }: { examination: Examination }) {
  const t = useTranslations('keys')
  const reason = useTranslations('standing.reason')
  const Icon = ICONS[life]
  return (
    <div className={classes.verdict} data-life={life}>
      <Icon size={18} aria-hidden />
      <div>
        <Text fw={550}>{t(`test.${life}`)}</Text>
        <Text size="sm" c="dimmed">
          {life !== 'alive' && outcome !== null && `${t('test.because', { why: reason(outcome) })} `}
          {status === null ? t('test.noAnswer') : t('test.status', { status })}
          {' · '}
          {t('test.took', { duration: Math.round(durationMs) })}
        </Text>
      </div>
    </div>
  )
}
