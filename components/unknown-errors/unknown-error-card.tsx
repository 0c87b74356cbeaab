import { Button, Code, Group, NativeSelect, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useStandingWords } from '@/components/keys/standing-words'
import { type Undo, useDeed } from '@/components/keys/use-deed'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'
import { MEANINGS } from '@/lib/contract/service'
import type { ClassifyUnknown, UnknownErrorView } from '@/lib/contract/unknown-errors'
import classes from './unknown-errors.module.css'

export type UnknownErrorActions = {
  classify: OperatorAction<ClassifyUnknown, { rule: string; matchCount: number; auditId: number | null }>
  dismiss: OperatorAction<{ id: string }, { auditId: number | null }>
  undo: Undo
}

type UnknownErrorCardProps = { unknown: UnknownErrorView; actions: UnknownErrorActions | null }

/** One shape of error: where and how often it came, its newest sample, and what shall be made of it. */
export function UnknownErrorCard({ unknown, actions }: UnknownErrorCardProps) {
  const t = useTranslations('unknownErrors')
  const format = useFormatter()
  const { reason } = useStandingWords()
  const { service, status, count, lastAt, outcome, sample } = unknown
  const what = status === null ? t('stream') : t('status', { status })
  return (
    <Panel title={`${service.label}: ${what}`} aside={t('count', { count })}>
      <Text size="sm" c="dimmed" mb="xs">
        {t('taken', { outcome: reason(outcome) })}{' '}
        {t('last', { at: format.dateTime(new Date(lastAt), { dateStyle: 'medium', timeStyle: 'short' }) })}
      </Text>
      <Code block className={classes.sample} role="group" tabIndex={0} aria-label={t('sample')}>
        {sample === '' ? t('noBody') : sample}
      </Code>
      {actions && <Classify unknown={unknown} actions={actions} />}
    </Panel>
  )
}

function Classify({ unknown, actions }: { unknown: UnknownErrorView; actions: UnknownErrorActions }) {
  const t = useTranslations('unknownErrors')
  const windows = useTranslations('ruleForm.windows')
  const say = useProblemWords()
  const queries = useQueryClient()
  const deed = useDeed(actions.undo)
  const { reason } = useStandingWords()
  const { id, outcome: taken, suggestion, matchCount } = unknown
  const [outcome, setOutcome] = useState(MEANINGS.find(each => each === taken) ?? 'caller-error')
  const [window, setWindow] = useState<'' | 'minute' | 'day' | 'month'>('')
  const settled = { onSettled: () => queries.invalidateQueries() }
  const classifying = useMutation({
    mutationFn: () => act(actions.classify, { id, outcome, ...(window === '' ? {} : { window }) }),
    onSuccess: ({ rule, auditId }) => deed.tell(t('made', { rule }), auditId),
    ...settled,
  })
  const dismissing = useMutation({
    mutationFn: () => act(actions.dismiss, { id }),
    onSuccess: ({ auditId }) => deed.tell(t('dismissed'), auditId),
    ...settled,
  })
  const error = classifying.error ?? dismissing.error
  return (
    <>
      <Group mt="md" gap="sm" align="end">
        <NativeSelect
          label={t('means')}
          data={MEANINGS.map(value => ({ value, label: reason(value) }))}
          value={outcome}
          onChange={({ currentTarget: { value } }) => setOutcome(MEANINGS.find(each => each === value) ?? outcome)}
        />
        <NativeSelect
          label={t('window')}
          data={[{ value: '', label: windows('none') }, ...WINDOWS.map(value => ({ value, label: windows(value) }))]}
          value={window}
          onChange={({ currentTarget: { value } }) => setWindow(WINDOWS.find(each => each === value) ?? '')}
        />
        <Button loading={classifying.isPending} onClick={() => classifying.mutate()}>
          {t('classify')}
        </Button>
        <Button variant="default" loading={dismissing.isPending} onClick={() => dismissing.mutate()}>
          {t('dismiss')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        {t('preview', { condition: suggestion.condition, count: matchCount })}
      </Text>
      {error && (
        <Text size="sm" c="var(--kw-bad)" mt="xs" role="alert">
          {say(error)}
        </Text>
      )}
    </>
  )
}

const WINDOWS = ['minute', 'day', 'month'] as const
