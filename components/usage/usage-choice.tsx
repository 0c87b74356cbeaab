import { ActionIcon, Group, SegmentedControl, Text, TextInput } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { USAGE_BY, USAGE_SPANS, type UsageTable, type UsageTableQuestion } from '@/lib/contract/usage-table'
import classes from './usage.module.css'
import { dayIn, lastDayOf, neighbour, rangeFrom } from './usage-asked'

export type UsageTime = Pick<UsageTable, 'by' | 'span' | 'from' | 'to' | 'generatedAt'>

type UsageChoiceProps = {
  table: UsageTime
  question: UsageTableQuestion
  onChange(part: UsageTableQuestion): void
}

/** Of what, and of which days. */
export function UsageChoice({ table, question, onChange }: UsageChoiceProps) {
  const t = useTranslations('usage')
  const { by, span, from, to, generatedAt } = table
  const isRunning = to > generatedAt
  const open = (value: string) => {
    if (value === 'range') return onChange({ span: value, at: undefined, from: dayIn(from), to: lastDayOf(table) })
    const at = isRunning || (value !== 'day' && value !== 'month') ? undefined : dayIn(from)
    onChange({ span: value, at, from: undefined, to: undefined })
  }
  return (
    <Group gap="sm" wrap="wrap">
      <SegmentedControl
        size="xs"
        aria-label={t('by.label')}
        value={by}
        onChange={value => onChange({ by: value })}
        data={USAGE_BY.map(value => ({ value, label: t(`by.${value}`) }))}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('span.label')}
        value={span}
        onChange={open}
        data={USAGE_SPANS.map(value => ({ value, label: t(`span.${value}`) }))}
      />
      {span === 'day' || span === 'month' ? (
        <Step table={table} span={span} isLast={isRunning} onChange={onChange} />
      ) : span === 'range' ? (
        <Range table={table} question={question} onChange={onChange} />
      ) : (
        <Days table={table} />
      )}
    </Group>
  )
}

type StepProps = Omit<UsageChoiceProps, 'question'> & { span: 'day' | 'month'; isLast: boolean }

/** One day or month, and the way to the one before and after. */
function Step({ table: { from }, span, isLast, onChange }: StepProps) {
  const t = useTranslations('usage')
  const format = useFormatter()
  const label = format.dateTime(Date.parse(from), {
    ...(span === 'month' ? { year: 'numeric', month: 'long' } : { dateStyle: 'long' }),
    timeZone: 'UTC',
  })
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        variant="default"
        size="sm"
        aria-label={t(`before.${span}`)}
        onClick={() => onChange({ at: neighbour(from, span, -1) })}
      >
        <ChevronLeft size={14} aria-hidden />
      </ActionIcon>
      <Text size="sm" fw={550} miw={130} ta="center" aria-live="polite">
        {label}
      </Text>
      <ActionIcon
        variant="default"
        size="sm"
        aria-label={t(`after.${span}`)}
        disabled={isLast}
        onClick={() => onChange({ at: neighbour(from, span, 1) })}
      >
        <ChevronRight size={14} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

/** From which day or hour to which. Each by itself: of a range, browsers and servers choose other spaces. */
function Days({ table }: { table: UsageTime }) {
  const t = useTranslations('usage.range')
  const format = useFormatter()
  const isOfHours = table.span === 'hours'
  const said = (at: string) =>
    format.dateTime(Date.parse(at), {
      ...(isOfHours ? ({ dateStyle: 'medium', timeStyle: 'short' } as const) : ({ dateStyle: 'medium' } as const)),
      timeZone: 'UTC',
    })
  const to = isOfHours ? table.to : lastDayOf(table)
  return (
    <Text size="sm" fw={550} aria-live="polite">
      {t(isOfHours ? 'hours' : 'days', { from: said(table.from), to: said(to) })}
    </Text>
  )
}

/** A first day and a last one; the other moves along where they would not fit. */
function Range({ table, question, onChange }: UsageChoiceProps) {
  const t = useTranslations('usage')
  const first = question.from ?? dayIn(table.from)
  const last = question.to ?? lastDayOf(table)
  return (
    <Group gap={6} wrap="nowrap">
      {(['from', 'to'] as const).map(end => (
        <TextInput
          key={end}
          type="date"
          size="xs"
          className={classes.date}
          aria-label={t(`range.${end}`)}
          value={end === 'from' ? first : last}
          max={dayIn(table.generatedAt)}
          onChange={({ currentTarget: { value } }) => value !== '' && onChange(rangeFrom({ first, last }, end, value))}
        />
      ))}
    </Group>
  )
}
