import { ActionIcon, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowUp, Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useDeed } from '@/components/keys/use-deed'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import { AI_ROUTES_MAX, type AiRoute, type AiTasks, type AiTaskView, aiRouteSchema } from '@/lib/contract/ai'
import classes from './settings.module.css'
import type { AiActions } from './settings-actions'

type AiRoutesDialogProps = {
  task: AiTaskView
  services: AiTasks['services']
  actions: AiActions
  onClose(): void
}

/** Which services and models a task asks, and in which order. */
export function AiRoutesDialog({ task, services, actions, onClose }: AiRoutesDialogProps) {
  const t = useTranslations('settings.ai')
  const say = useProblemWords()
  const names = useTranslations('playground.task')
  const [rows, setRows] = useState<Row[]>(() => task.routes.map(({ service, model }) => rowOf({ service, model })))
  const changing = useChanging(task, actions, onClose)
  const isWhole = rows.every(({ route }) => aiRouteSchema.safeParse(route).success)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isWhole) changing.mutate(rows.map(({ route }) => route))
  }
  return (
    <Modal opened onClose={onClose} title={t('dialog', { task: names(task.id) })} size="lg" centered>
      <form onSubmit={submit} noValidate>
        <Text size="sm" c="dimmed" mb="sm">
          {t('order')}
        </Text>
        <RouteRows rows={rows} services={services} onChange={setRows} />
        <Text size="sm" c="var(--kw-bad)" mt="xs" role="alert">
          {changing.error && say(changing.error)}
        </Text>
        <Group mt="md" justify="space-between" gap="xs">
          <Button variant="subtle" color="gray" disabled={task.isDefault} onClick={() => changing.mutate(null)}>
            {t('default')}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" disabled={!isWhole} loading={changing.isPending}>
              {t('save')}
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  )
}

/** A route with a name of its own, so that a row keeps its fields when it moves. */
type Row = { id: string; route: AiRoute }

function rowOf(route: AiRoute): Row {
  return { id: crypto.randomUUID?.() ?? String(Math.random()), route }
}

function useChanging(task: AiTaskView, { change, undo }: AiActions, onClose: () => void) {
  const t = useTranslations('settings.ai')
  const deed = useDeed(undo)
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (routes: AiRoute[] | null) => act(change, { task: task.id, routes }),
    onSuccess: ({ auditId }) => {
      deed.tell(t('saved'), auditId)
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.aiTasks }),
  })
}

type RouteRowsProps = { rows: readonly Row[]; services: AiTasks['services']; onChange(rows: Row[]): void }

function RouteRows({ rows, services, onChange }: RouteRowsProps) {
  const t = useTranslations('settings.ai')
  const set = (index: number, route: AiRoute) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, route } : row)))
  const without = (index: number) => rows.filter((_, at) => at !== index)
  const raise = (index: number) => {
    const moved = rows[index]
    if (moved) onChange(without(index).toSpliced(index - 1, 0, moved))
  }
  return (
    <Stack gap="xs">
      {rows.map(({ id, route }, index) => (
        <RouteRow
          key={id}
          place={index}
          route={route}
          services={services}
          isOnly={rows.length === 1}
          onChange={changed => set(index, changed)}
          onRaise={() => raise(index)}
          onDrop={() => onChange(without(index))}
        />
      ))}
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<Plus size={14} aria-hidden />}
          disabled={rows.length >= AI_ROUTES_MAX}
          onClick={() => onChange([...rows, rowOf({ service: services[0]?.id ?? '', model: '' })])}
        >
          {t('add')}
        </Button>
      </Group>
    </Stack>
  )
}

type RouteRowProps = {
  place: number
  route: AiRoute
  services: AiTasks['services']
  isOnly: boolean
  onChange(route: AiRoute): void
  onRaise(): void
  onDrop(): void
}

/** One service to ask, with its model. */
function RouteRow({ place, route, services, isOnly, onChange, onRaise, onDrop }: RouteRowProps) {
  const t = useTranslations('settings.ai')
  return (
    <fieldset className={classes.route}>
      <legend className={classes.legend}>{t('place', { number: place + 1 })}</legend>
      <Select
        aria-label={t('service')}
        data={services.map(service => ({ value: service.id, label: service.label }))}
        value={route.service}
        allowDeselect={false}
        onChange={service => service !== null && onChange({ ...route, service })}
      />
      <TextInput
        aria-label={t('model')}
        placeholder={t('model')}
        value={route.model}
        onChange={event => onChange({ ...route, model: event.currentTarget.value })}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('up')} disabled={place === 0} onClick={onRaise}>
        <ArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('drop')} disabled={isOnly} onClick={onDrop}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </fieldset>
  )
}
