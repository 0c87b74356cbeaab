import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Power } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Undo, useDeed } from '@/components/keys/use-deed'
import { ConfirmDialog } from '@/components/settings/late-dialogs'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'
import type { ServiceDetail } from '@/lib/contract/services'

type SwitchAction = OperatorAction<{ service: string }, { id: string; label: string; auditId: number | null }>
export type ServiceSwitchActions = { disable: SwitchAction; enable: SwitchAction }

type ServiceSwitchProps = { service: ServiceDetail; actions: ServiceSwitchActions; undo: Undo }

/** Switches a service off as a whole, after saying what that means, or on again. */
export function ServiceSwitch({ service, actions, undo }: ServiceSwitchProps) {
  const t = useTranslations('service.switch')
  const queries = useQueryClient()
  const deed = useDeed(undo)
  const [isAsking, setAsking] = useState(false)
  const { id, label, isOff } = service
  const run = async (action: SwitchAction) => {
    try {
      const { auditId } = await act(action, { service: id })
      deed.tell(t(isOff ? 'isOn' : 'isOff', { service: label }), auditId)
    } finally {
      void queries.invalidateQueries()
    }
  }
  const icon = <Power size={15} aria-hidden />
  return (
    <>
      <Button variant={isOff ? 'filled' : 'default'} leftSection={icon} onClick={() => setAsking(true)}>
        {t(isOff ? 'on' : 'off')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t(isOff ? 'askOn' : 'ask', { service: label })}
          lead={t(isOff ? 'explainOn' : 'explain')}
          confirm={t(isOff ? 'on' : 'off')}
          isGrave={!isOff}
          run={() => run(isOff ? actions.enable : actions.disable)}
          onDone={() => setAsking(false)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
