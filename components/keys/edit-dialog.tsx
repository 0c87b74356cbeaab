import { Button, Group, Skeleton, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFieldWords } from '@/components/forms/field-words'
import { ErrorPanel } from '@/components/layout/state-panels'
import { SharePreview } from '@/components/shares/share-preview'
import { act } from '@/lib/client/act'
import { keySettingsQuery } from '@/lib/client/keys'
import { type ChangeKeyRequest, changeKeySchema, type KeySettingsView } from '@/lib/contract/key'
import { keySettingsSchema } from '@/lib/contract/key-import'
import type { SharesInput } from '@/lib/contract/shares'
import { Dialog, DialogRefusal } from './dialog'
import type { KeyDeeds, KeyInHand } from './key-deeds'
import { SettingsFields } from './settings-fields'
import { changedInput, type SettingsValues, settingsValues } from './settings-form'
import { useDeed } from './use-deed'

type EditDialogProps = { keyInHand: KeyInHand; deeds: KeyDeeds; onClose(): void }

/** Changes what an operator says of a key. */
export function EditDialog({ keyInHand, deeds, onClose }: EditDialogProps) {
  const t = useTranslations('keys')
  const { data, error, isFetching, refetch } = useQuery(keySettingsQuery(keyInHand.id))
  return (
    <Dialog title={t('edit.title', { name: keyInHand.name })} size="lg" onClose={onClose}>
      {data && <EditForm view={data} deeds={deeds} onClose={onClose} />}
      {!data && error && <ErrorPanel error={error} isTrying={isFetching} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={620} />}
    </Dialog>
  )
}

function EditForm({ view, deeds, onClose }: { view: KeySettingsView; deeds: KeyDeeds; onClose(): void }) {
  const t = useTranslations('keys')
  const { check, refused } = useFieldWords()
  const { tell } = useDeed(deeds.undo)
  // as the form began: what another person changes meanwhile is not written over
  const [before] = useState(() => settingsValues(view))
  const request = (values: typeof before) => ({ keyId: view.id, settings: changedInput(before, values) })
  const form = useForm({ initialValues: before, validate: values => ofFields(check(changeKeySchema, request(values))) })
  const change = useMutation({
    mutationFn: (input: ChangeKeyRequest) => act(deeds.change, input),
    onSuccess: ({ name, auditId }) => {
      tell(auditId === null ? t('edit.same') : t('edit.done', { name }), auditId)
      onClose()
    },
    onError: error => form.setErrors(ofFields(refused(error))),
  })
  const isShareWorthy = form.values.priority !== before.priority || form.values.weight !== before.weight
  const isOfField = change.error !== null && Object.keys(refused(change.error)).length > 0
  return (
    <form onSubmit={form.onSubmit(values => change.mutate(asRequest(request(values))))} noValidate>
      <TextInput label={t('fields.name')} mb="sm" data-autofocus autoComplete="off" {...form.getInputProps('name')} />
      <SettingsFields form={form} effect={isShareWorthy && <SharePreview edit={shareEdit(view, form.values)} />} />
      <DialogRefusal error={isOfField ? null : change.error} />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={change.isPending}>
          {t('edit.save')}
        </Button>
      </Group>
    </form>
  )
}

/** What the edit means for the traffic, as far as what is typed can be used. */
function shareEdit(view: KeySettingsView, values: SettingsValues): SharesInput {
  const { priority, weight } = keySettingsSchema.shape
  const wanted = {
    ...(priority.safeParse(values.priority).success && { priority: Number(values.priority) }),
    ...(weight.safeParse(values.weight).success && { weight: Number(values.weight) }),
  }
  return { service: view.service, keys: [{ keyIds: [view.id], settings: wanted }] }
}

/** The form's fields are the request's `settings`. */
function ofFields(errors: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([path, text]) => [path.replace(/^settings\./, ''), text]))
}

/** The form's check found it fit. */
function asRequest(request: { keyId: string; settings: Record<string, unknown> }): ChangeKeyRequest {
  return request as ChangeKeyRequest
}
