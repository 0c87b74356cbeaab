import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import { keyChecksQuery } from '@/lib/client/key-checks'
import { useCheckDeeds } from './use-check-deeds'

/** Asks about all keys, or all of a service, by their free probes; not for a viewer, and not while that is under way. */
export function CheckButton({ service }: { service?: string }) {
  const t = useTranslations('checks')
  const inHand = useKeyDeeds()
  const isRunning = useQuery(keyChecksQuery(service)).data?.run?.state === 'running'
  const { start } = useCheckDeeds()
  if (!inHand) return null
  return (
    <Button
      variant="default"
      title={t('free')}
      disabled={isRunning}
      loading={start.isPending}
      leftSection={<ShieldCheck size={16} aria-hidden />}
      onClick={() => start.mutate(service === undefined ? {} : { service })}
    >
      {t(service === undefined ? 'all' : 'service')}
    </Button>
  )
}
