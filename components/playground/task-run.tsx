import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useFieldWords } from '@/components/forms/field-words'
import { Panel } from '@/components/layout/panel'
import type { AiTaskView } from '@/lib/contract/ai'
import { AnswerPanel } from './answer-panel'
import { formFields } from './form-schema'
import { type FormValues, inputOf, withContents } from './form-values'
import classes from './playground.module.css'
import { TaskForm } from './task-form'
import { type RunState, useRun } from './use-run'
import { useSamples } from './use-samples'

/** Comes when there is a trail to show. */
const TrailBody = dynamic(() => import('@/components/requests/request-trail').then(({ TrailBody }) => TrailBody))

type TaskRunProps = { task: AiTaskView; address: string; canRun: boolean }

/** One task's form, and beside it what came of it. */
export function TaskRun({ task, address, canRun }: TaskRunProps) {
  const fields = useMemo(() => formFields(task.input), [task.input])
  const [values, setValues] = useState<FormValues>({})
  const samples = useSamples()
  const { state, start, stop, clear } = useRun()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task begins with an empty page
  useEffect(() => clear(), [task.id])
  const answer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state.kind === 'running') bringIntoSight(answer.current)
  }, [state.kind])
  const deeds = {
    run: () => start(task.id, () => withContents(inputOf(fields, values))),
    stop,
    fill: () => setValues({ ...values, ...samples(fields) }),
  }
  return (
    <div className={classes.sides}>
      <TaskForm
        key={task.id}
        task={task}
        fields={fields}
        values={values}
        refused={useRefused(state)}
        address={address}
        deeds={canRun ? deeds : null}
        isRunning={state.kind === 'running'}
        onChange={(name, value) => setValues({ ...values, [name]: value })}
      />
      <div ref={answer} className={`${classes.stack} ${classes.answer}`} data-asked={state.kind !== 'idle'}>
        <AnswerPanel state={state} />
        <TrailPanel state={state} />
      </div>
    </div>
  )
}

/**
 * The button is at the end of a long form; whoever presses it looks at the answer next, which begins above or below: it
 * has at least half of the window.
 */
function bringIntoSight(answer: HTMLElement | null): void {
  if (answer === null) return
  const { top } = answer.getBoundingClientRect()
  if (top < 0 || top > window.innerHeight / 2) answer.scrollIntoView({ block: 'start' })
}

/** What the server found wrong, under the field's own name. */
function useRefused(state: RunState): Record<string, string> {
  const words = useFieldWords()
  if (state.kind !== 'failed') return {}
  const named = Object.entries(words.refused(state.error)).map(([path, said]) => [path.split('.')[0] ?? '', said])
  return Object.fromEntries(named)
}

/** Which keys were tried and why, once all of it is written down. */
function TrailPanel({ state }: { state: RunState }) {
  const t = useTranslations('playground')
  const id = requestOf(state)
  if (id === null) return null
  return (
    <Panel title={t('trail')}>
      <TrailBody id={id} />
    </Panel>
  )
}

function requestOf(state: RunState): string | null {
  switch (state.kind) {
    case 'done':
      return state.answer.requestId
    case 'failed':
      return state.requestId
    default:
      return null
  }
}
