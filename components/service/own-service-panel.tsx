import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Panel } from '@/components/layout/panel'
import { type DescribeService, OwnServiceDialog } from '@/components/services/own-service-dialog'
import { ConfirmDialog } from '@/components/settings/late-dialogs'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'
import type { ServiceDetail } from '@/lib/contract/services'

export type OwnServiceActions = {
  describe: DescribeService
  forget: OperatorAction<{ service: string }, { id: string; label: string }>
}

/** A service of one's own: change how it is described, or forget it once its keys are gone. */
export function OwnServicePanel({ service, actions }: { service: ServiceDetail; actions: OwnServiceActions }) {
  const t = useTranslations('ownService')
  const queries = useQueryClient()
  const router = useRouter()
  const [open, setOpen] = useState<'change' | 'forget' | null>(null)
  const { description, id, label, counts } = service
  if (!description) return null
  const forgotten = () => {
    notifications.show({ color: 'green', message: t('forgotten', { service: label }) })
    void queries.invalidateQueries()
    router.push('/services')
  }
  return (
    <Panel title={t('own')}>
      <Group gap="sm">
        <Button variant="default" onClick={() => setOpen('change')}>
          {t('changeIt')}
        </Button>
        <Button variant="default" disabled={counts.all > 0} onClick={() => setOpen('forget')}>
          {t('forget')}
        </Button>
      </Group>
      {open === 'change' && (
        <OwnServiceDialog description={description} describe={actions.describe} onClose={() => setOpen(null)} />
      )}
      {open === 'forget' && (
        <ConfirmDialog
          title={t('forgetAsk', { service: label })}
          lead={t('forgetLead')}
          confirm={t('forget')}
          isGrave
          run={() => act(actions.forget, { service: id })}
          onDone={forgotten}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  )
}
