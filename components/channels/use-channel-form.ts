import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { type FieldErrors, useFieldWords } from '@/components/forms/field-words'
import { useDeed } from '@/components/keys/use-deed'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import { type ChannelView, newChannelSchema } from '@/lib/contract/alert-channels'
import { type ChannelValues, emptyValues, inputOf, valuesOf } from './channel-values'
import type { ChannelActions } from './channels-actions'

/** A channel as a form: what is typed, what is wrong with it, and the way to keep it. */
export function useChannelForm(channel: ChannelView | null, actions: ChannelActions, onDone: () => void) {
  const t = useTranslations('channels')
  const locale = useLocale()
  const words = useFieldWords()
  const queries = useQueryClient()
  const deed = useDeed(actions.undo)
  const [values, setValues] = useState<ChannelValues>(() => (channel ? valuesOf(channel) : emptyValues(locale, zone())))
  const [errors, setErrors] = useState<FieldErrors>({})
  const saving = useMutation({
    mutationFn: async () =>
      channel
        ? act(actions.change, { channelId: channel.id, ...inputOf(values) })
        : { ...(await act(actions.add, inputOf(values))), auditId: null },
    // what was typed may be secret
    gcTime: 0,
    onSuccess: ({ name, auditId }) => {
      deed.tell(t('saved', { name }), auditId)
      onDone()
    },
    onError: error => setErrors(words.refused(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.channels }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = words.check(newChannelSchema, inputOf(values))
    setErrors(found)
    if (Object.keys(found).length === 0) saving.mutate()
  }
  const set = (change: Partial<ChannelValues>) => setValues({ ...values, ...change })
  /** The first word on a field, or on a part of it. */
  const errorOf = (path: string) =>
    errors[path] ?? Object.entries(errors).find(([name]) => name.startsWith(`${path}.`))?.[1]
  return { values, set, errorOf, hasErrors: Object.keys(errors).length > 0, saving, submit, isNew: channel === null }
}
export type ChannelFormState = ReturnType<typeof useChannelForm>

/** The browser's. */
function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
