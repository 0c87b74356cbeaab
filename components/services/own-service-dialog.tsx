import { Alert, Button, Group, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Dialog } from '@/components/keys/dialog'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { ProblemError } from '@/lib/client/fetch'
import type { OperatorAction } from '@/lib/contract/action'
import { fieldIssues } from '@/lib/contract/said'
import { describeServiceSchema, type ServiceDescription } from '@/lib/contract/service'
import { descriptionOf, OWN_FIELDS, type OwnField, ownFieldOf, valuesOfDescription } from './own-service-values'

export type DescribeService = OperatorAction<ServiceDescription, { id: string; label: string; isNew: boolean }>

type OwnServiceDialogProps = {
  /** Absent: a new one is made. */
  description?: ServiceDescription
  describe: DescribeService
  onClose(): void
}

/** An upstream in an operator's words: where it is, how it wants its key, what tells whether a key is alive. */
export function OwnServiceDialog({ description, describe, onClose }: OwnServiceDialogProps) {
  const t = useTranslations('ownService')
  const say = useProblemWords()
  const queries = useQueryClient()
  const router = useRouter()
  const [values, setValues] = useState(() => valuesOfDescription(description))
  const [isChecked, setChecked] = useState(false)
  const parsed = describeServiceSchema.safeParse(descriptionOf(values, description))
  const wrong = new Set(
    parsed.success || !isChecked ? [] : fieldIssues(parsed.error).map(({ path }) => ownFieldOf(path)),
  )
  const saving = useMutation({
    mutationFn: (input: ServiceDescription) => act(describe, input),
    onSuccess: ({ id, label, isNew }) => {
      notifications.show({ color: 'green', message: t(isNew ? 'made' : 'saved', { service: label }) })
      onClose()
      if (isNew) router.push(`/services/${id}`)
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (parsed.success) saving.mutate(parsed.data)
  }
  const input = (name: OwnField) => ({
    label: t(`field.${name}`),
    description: t(`help.${name}`),
    value: values[name],
    error: wrong.has(name) ? t(`wanted.${name}`) : null,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      setValues({ ...values, [name]: currentTarget.value }),
  })
  return (
    <Dialog title={description ? t('change', { service: description.label }) : t('title')} size="lg" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          {OWN_FIELDS.map(name => (
            <TextInput key={name} {...input(name)} disabled={name === 'id' && description !== undefined} />
          ))}
        </SimpleGrid>
        <Textarea mt="md" autosize minRows={2} {...input('safePosts')} />
        {saving.error && (
          <Alert color="red" variant="outline" mt="md" role="alert">
            {sentenceOf(saving.error) ?? say(saving.error)}
          </Alert>
        )}
        <Group mt="md" justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t(description ? 'save' : 'make')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

/** A clash says what it is with. */
function sentenceOf(error: Error): string | null {
  return error instanceof ProblemError && error.problem.code === 'conflict' ? error.problem.detail : null
}
