import { Button } from '@mantine/core'
import { Play, Square } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { CopyLines } from '@/components/layout/copy-lines'
import { Panel } from '@/components/layout/panel'
import type { AiTaskView } from '@/lib/contract/ai'
import type { FormField } from './form-schema'
import { areFilesTooLarge, curlFor, type FormValue, type FormValues, missingFields, shownValue } from './form-values'
import classes from './playground.module.css'
import { RouteLine } from './route-line'
import { TaskField } from './task-field'

type TaskFormProps = {
  task: AiTaskView
  fields: readonly FormField[]
  values: FormValues
  /** What the server found wrong, by field. */
  refused: Readonly<Record<string, string>>
  /** Where programs reach the tasks. */
  address: string
  /** `null`: a viewer reads. */
  deeds: { run(): void; stop(): void; fill(): void } | null
  isRunning: boolean
  onChange(name: string, value: FormValue): void
}

/** A task's input, and the same as a line for a program. */
export function TaskForm({ task, fields, values, refused, address, deeds, isRunning, onChange }: TaskFormProps) {
  const t = useTranslations('playground')
  const [isTried, setIsTried] = useState(false)
  const missing = isTried ? missingFields(fields, values) : []
  const isTooLarge = areFilesTooLarge(values)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (!isRunning && !isTooLarge && missingFields(fields, values).length === 0) deeds?.run()
  }
  const errorOf = (name: string) => {
    if (name === 'files' && isTooLarge) return t('filesTooLarge')
    return missing.includes(name) ? t('needed') : (refused[name] ?? null)
  }
  return (
    <Panel title={t(`task.${task.id}`)} aside={<RouteLine routes={task.routes} />}>
      <p className={classes.note}>{t(`about.${task.id}`)}</p>
      <form className={classes.form} onSubmit={submit} noValidate>
        {fields.map(field => (
          <TaskField
            key={field.name}
            field={field}
            value={shownValue(field, values)}
            error={errorOf(field.name)}
            isReadOnly={deeds === null}
            onChange={value => onChange(field.name, value)}
          />
        ))}
        {deeds === null ? (
          <p className={classes.note}>{t('viewer')}</p>
        ) : (
          <Buttons deeds={deeds} isRunning={isRunning} />
        )}
      </form>
      <details className={classes.curl}>
        <summary>{t('curl')}</summary>
        <CopyLines text={curlFor(address, task.path, fields, values)} name={t('copyCurl')} />
      </details>
    </Panel>
  )
}

type ButtonsProps = { deeds: NonNullable<TaskFormProps['deeds']>; isRunning: boolean }

function Buttons({ deeds, isRunning }: ButtonsProps) {
  const t = useTranslations('playground')
  return (
    <div className={classes.buttons}>
      {isRunning ? (
        <Button key="stop" variant="default" leftSection={<Square size={14} aria-hidden />} onClick={deeds.stop}>
          {t('stop')}
        </Button>
      ) : (
        <Button key="run" type="submit" leftSection={<Play size={14} aria-hidden />}>
          {t('run')}
        </Button>
      )}
      <Button variant="subtle" color="gray" onClick={deeds.fill}>
        {t('fill')}
      </Button>
    </div>
  )
}
