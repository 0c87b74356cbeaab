import { Button, NativeSelect } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { useSpans } from '@/components/layout/spans'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { OperatorAction } from '@/lib/contract/action'
import type { CheckSchedule } from '@/lib/contract/key-checks'
import type { SettingsAnswer } from '@/lib/contract/settings'
import { Fact } from './fact'
import classes from './settings.module.css'

export type SaveChecks = OperatorAction<CheckSchedule, CheckSchedule>

const DAY_HOURS = 24
const WEEK_HOURS = 168
const CHOICES = [1, 6, 12, DAY_HOURS, WEEK_HOURS] as const

type ChecksPanelProps = { checks: SettingsAnswer['checks']; now: number; save: SaveChecks | null }

/** Whether and how often all keys are checked by themselves; a viewer reads it. */
export function ChecksPanel({ checks, now, save }: ChecksPanelProps) {
  const t = useTranslations('settings.checks')
  const spans = useSpans()
  const say = useHourWords()
  const { schedule, nextAt } = checks
  const leftMs = nextAt === null ? null : Date.parse(nextAt) - now
  return (
    <Panel title={t('title')}>
      <p className={classes.note}>{t('lead')}</p>
      {save && <ScheduleForm key={schedule.everyHours} schedule={schedule} save={save} />}
      {(leftMs !== null || !save) && (
        <dl className={classes.facts} style={{ marginTop: 12 }}>
          {!save && <Fact name={t('every')}>{say(schedule.everyHours)}</Fact>}
          {leftMs !== null && (
            <Fact name={t('next')}>{leftMs <= 0 ? t('soon') : t('in', { span: spans.rough(leftMs) })}</Fact>
          )}
        </dl>
      )}
    </Panel>
  )
}

function useHourWords(): (hours: number | null) => string {
  const t = useTranslations('settings.checks')
  return hours => {
    if (hours === null) return t('never')
    if (hours === DAY_HOURS) return t('day')
    return hours === WEEK_HOURS ? t('week') : t('hours', { count: hours })
  }
}

function ScheduleForm({ schedule, save }: { schedule: CheckSchedule; save: SaveChecks }) {
  const t = useTranslations('settings.checks')
  const say = useProblemWords()
  const words = useHourWords()
  const queries = useQueryClient()
  const [everyHours, setEveryHours] = useState(schedule.everyHours)
  const saving = useMutation({
    mutationFn: () => act(save, { everyHours }),
    onSuccess: () => notifications.show({ message: t('saved') }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.settings }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const hours = [...new Set([...CHOICES, ...(schedule.everyHours === null ? [] : [schedule.everyHours])])]
  const choices = [null, ...hours.sort((one, other) => one - other)]
  return (
    <form onSubmit={submit}>
      <div className={classes.fields}>
        <NativeSelect
          label={t('every')}
          data={choices.map(value => ({ value: String(value ?? ''), label: words(value) }))}
          value={String(everyHours ?? '')}
          onChange={({ currentTarget: { value } }) => setEveryHours(value === '' ? null : Number(value))}
        />
      </div>
      <p role="alert" className={classes.refusal}>
        {saving.error && say(saving.error)}
      </p>
      <div className={classes.buttons}>
        <Button type="submit" disabled={everyHours === schedule.everyHours} loading={saving.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}
