import { Button } from '@mantine/core'
import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import type { ServiceDetail } from '@/lib/contract/services'

/** Ends the rests and rejections of a service, after saying what will happen; only where there are some. */
export function ResetService({ service: { id, label, counts, circuit } }: { service: ServiceDetail }) {
  const t = useTranslations('service')
  const inHand = useKeyDeeds()
  const isWorthIt = counts.resting + counts.partly + counts.out > 0 || circuit.kind !== 'closed'
  if (!inHand || counts.all === 0) return null
  return (
    <Button
      variant="default"
      disabled={!isWorthIt}
      leftSection={<RotateCcw size={15} aria-hidden />}
      onClick={() => inHand.open({ kind: 'reset', input: { service: id }, name: label })}
    >
      {t('reset')}
    </Button>
  )
}
