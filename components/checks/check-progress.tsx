import { Button, Progress, Text } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import type { CheckRunView } from '@/lib/contract/key-checks'
import { CheckCounts } from './check-counts'
import classes from './checks.module.css'
import { useCheckDeeds } from './use-check-deeds'

type CheckProgressProps = { run: CheckRunView; labelOf(service: string): string }

/** How far a check of keys is, with a way to end it. */
export function CheckProgress({ run, labelOf }: CheckProgressProps) {
  const t = useTranslations('checks')
  const inHand = useKeyDeeds()
  const { cancel } = useCheckDeeds()
  const id = useId()
  const { service, total, alive, rejected, unknown } = run
  const done = alive + rejected + unknown
  const isEnding = cancel.isPending || cancel.isSuccess
  const sentence =
    service === null ? t('running', { done, total }) : t('runningService', { done, total, service: labelOf(service) })
  return (
    <div className={classes.progress}>
      <div className={classes.progressText}>
        <Text size="sm" fw={550} id={id}>
          {isEnding ? t('ending') : sentence}
        </Text>
        <Text size="sm" c="dimmed">
          <CheckCounts run={run} />
        </Text>
      </div>
      <Progress.Root size="md" aria-hidden={false}>
        <Progress.Section value={total === 0 ? 100 : (100 * done) / total} aria-labelledby={id} animated={!isEnding} />
      </Progress.Root>
      {inHand && (
        <Button size="compact-sm" variant="default" disabled={isEnding} onClick={() => cancel.mutate()}>
          {t('cancel')}
        </Button>
      )}
    </div>
  )
}
