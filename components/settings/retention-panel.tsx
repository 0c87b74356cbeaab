import { Button, NumberInput } from '@mantine/core'
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
import { type Cleaning, RETENTION_LIMITS, type Retention, retentionSchema } from '@/lib/contract/settings'
import { Fact } from './fact'
import classes from './settings.module.css'

export type SaveRetention = OperatorAction<Retention, Retention>

const FIELDS = ['attemptDays', 'rollupMonths', 'alertDays', 'auditMonths'] as const
type Field = (typeof FIELDS)[number]

type RetentionPanelProps = {
  retention: Retention
  cleaning: Cleaning | null
  now: number
  save: SaveRetention | null
}

/** How long what happened is kept; a viewer reads it. */
export function RetentionPanel({ retention, cleaning, now, save }: RetentionPanelProps) {
  const t = useTranslations('settings.retention')
  if (save) {
    return (
      <Panel title={t('title')}>
        <p className={classes.note}>{t('lead')}</p>
        <RetentionForm retention={retention} save={save} />
        <LastCleaning cleaning={cleaning} now={now} />
      </Panel>
    )
  }
  return (
    <Panel title={t('title')}>
      <dl className={classes.facts}>
        {FIELDS.map(field => (
          <Fact key={field} name={t(field)}>
            {retention[field]}
          </Fact>
        ))}
      </dl>
      <LastCleaning cleaning={cleaning} now={now} />
    </Panel>
  )
}

/** What was forgotten last, and when. */
function LastCleaning({ cleaning, now }: Pick<RetentionPanelProps, 'cleaning' | 'now'>) {
  const t = useTranslations('settings.retention')
  const spans = useSpans()
  if (cleaning === null) return null
  const { endedAt, rows } = cleaning
  const sentence =
    endedAt === null ? t('cleaning', { rows }) : t('cleaned', { rows, ago: spans.ago(Date.parse(endedAt), now) })
  return (
    <p className={classes.note} style={{ marginTop: 12 }}>
      {sentence}
    </p>
  )
}

function RetentionForm({ retention, save }: { retention: Retention; save: SaveRetention }) {
  const t = useTranslations('settings.retention')
  const say = useProblemWords()
  const queries = useQueryClient()
  const [input, setInput] = useState<Record<Field, number | string>>(retention)
  const saving = useMutation({
    mutationFn: (wanted: Retention) => act(save, wanted),
    onSuccess: () => notifications.show({ message: t('saved') }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.settings }),
  })
  const parsed = retentionSchema.safeParse(input)
  const isWrong = (field: Field) => parsed.error?.issues.some(({ path }) => path[0] === field) ?? false
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (parsed.success) saving.mutate(parsed.data)
  }
  const isChanged = FIELDS.some(field => input[field] !== retention[field])
  return (
    <form onSubmit={submit} noValidate>
      <div className={classes.fields}>
        {FIELDS.map(field => (
          <NumberInput
            key={field}
            label={t(field)}
            description={t(`${field}Hint`)}
            error={isWrong(field) && t('range', RETENTION_LIMITS[field])}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            value={input[field]}
            onChange={value => setInput({ ...input, [field]: value })}
          />
        ))}
      </div>
      <p role="alert" className={classes.refusal}>
        {saving.error && say(saving.error)}
      </p>
      <div className={classes.buttons}>
        <Button type="submit" disabled={!isChanged} loading={saving.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}
