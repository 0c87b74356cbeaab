import { Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type Undo, useDeed } from '@/components/keys/use-deed'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { OperatorAction } from '@/lib/contract/action'
import type { AlertSelection, AlertView, Snooze, SnoozedAlert } from '@/lib/contract/alerts'
import { useAlertName } from './alert-name'
import classes from './alerts.module.css'
import { SnoozeDialog } from './snooze-dialog'
import { inOneHour, tomorrowAtNine } from './snooze-ends'

export type AlertActions = {
  acknowledge: OperatorAction<AlertSelection, AlertView>
  snooze: OperatorAction<Snooze, SnoozedAlert>
  undo: Undo
}

type AlertSteeringProps = { alert: AlertView; actions: AlertActions }

/** What an admin can say to a standing alert. */
export function AlertSteering({ alert, actions }: AlertSteeringProps) {
  const t = useTranslations('alerts')
  const name = useAlertName()(alert)
  const alertId = alert.id
  const acknowledging = useSteering((input: AlertSelection) => act(actions.acknowledge, input))
  const deed = useDeed(actions.undo)
  const told = ({ auditId, snoozedUntil }: SnoozedAlert) =>
    deed.tell(t(snoozedUntil === null ? 'isAwake' : 'isSnoozed', { name }), auditId)
  const snoozing = useSteering((input: Snooze) => act(actions.snooze, input), told)
  const isSnoozed = alert.state === 'snoozed'
  return (
    <div className={classes.actions}>
      {alert.acknowledgedAt === null && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('acknowledgeOf', { name })}
          loading={acknowledging.isPending}
          onClick={() => acknowledging.mutate({ alertId })}
        >
          {t('acknowledge')}
        </Button>
      )}
      {isSnoozed ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('wakeOf', { name })}
          loading={snoozing.isPending}
          onClick={() => snoozing.mutate({ alertId, until: null })}
        >
          {t('wake')}
        </Button>
      ) : (
        <SnoozeMenu name={name} snoozing={snoozing} alertId={alertId} />
      )}
    </div>
  )
}

type SnoozeMenuProps = { name: string; alertId: string; snoozing: UseMutationResult<SnoozedAlert, Error, Snooze> }

function SnoozeMenu({ name, alertId, snoozing }: SnoozeMenuProps) {
  const t = useTranslations('alerts')
  const [isChoosing, { open, close }] = useDisclosure()
  const until = (at: Date) => snoozing.mutate({ alertId, until: at.toISOString() })
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('snoozeOf', { name })}
            loading={snoozing.isPending}
            rightSection={<ChevronDown size={14} aria-hidden />}
          >
            {t('snooze')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => until(inOneHour(new Date()))}>{t('hour')}</Menu.Item>
          <Menu.Item onClick={() => until(tomorrowAtNine(new Date()))}>{t('tomorrow')}</Menu.Item>
          <Menu.Item onClick={open}>{t('own')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SnoozeDialog isOpen={isChoosing} onClose={close} onChoose={until} />
    </>
  )
}

function useSteering<Input, Answer>(
  steer: (input: Input) => Promise<Answer>,
  onSuccess?: (answer: Answer) => void,
): UseMutationResult<Answer, Error, Input> {
  const t = useTranslations('alerts')
  const say = useProblemWords()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: steer,
    ...(onSuccess && { onSuccess: answer => onSuccess(answer) }),
    onError: error => notifications.show({ color: 'red', message: t('failed', { why: say(error) }) }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.alerts }),
  })
}
