import { ActionIcon, Group, SegmentedControl, Text } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { USAGE_BY, USAGE_SPANS, type UsageTable, type UsageTableQuestion } from '@/lib/contract/usage-table'
import { neighbour } from './usage-asked'

type UsageChoiceProps = {
  table: UsageTable
  question: UsageTableQuestion
  onChange(part: UsageTableQuestion): void
}

/** Of what, and of which day or month. */
export function UsageChoice({ table: { by, span, from, to, generatedAt }, onChange }: UsageChoiceProps) {
  const t = useTranslations('usage')
  const format = useFormatter()
  const label = format.dateTime(Date.parse(from), {
    ...(span === 'month' ? { year: 'numeric', month: 'long' } : { dateStyle: 'long' }),
    timeZone: 'UTC',
  })
  const isRunning = to > generatedAt
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
        onChange={value => onChange({ span: value, at: isRunning ? undefined : from.slice(0, 10) })}
        data={USAGE_SPANS.map(value => ({ value, label: t(`span.${value}`) }))}
      />
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
          disabled={isRunning}
          onClick={() => onChange({ at: neighbour(from, span, 1) })}
        >
          <ChevronRight size={14} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  )
}
