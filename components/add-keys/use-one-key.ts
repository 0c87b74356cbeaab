import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { useFieldWords } from '@/components/forms/field-words'
import { BLANK_SETTINGS, type SettingsValues, settingsInput } from '@/components/keys/settings-form'
import { useDeed } from '@/components/keys/use-deed'
import { act } from '@/lib/client/act'
import { type AddedKey, type AddKeyRequest, addKeySchema } from '@/lib/contract/key'
import type { AddKeysActions } from './add-keys-actions'

type OneKeyValues = SettingsValues & { service: string; apiKey: string }

/** The form of one key: told whose it is as soon as it is there, doubted once where its form is unusual. */
export function useOneKey(actions: AddKeysActions, service: string | null) {
  const t = useTranslations('addKeys')
  const { check, refused } = useFieldWords()
  const { tell } = useDeed(actions.undo)
  const [guessed, setGuessed] = useState<string | null>(null)
  const [doubted, setDoubted] = useState<string | null>(null)
  const [added, setAdded] = useState<AddedKey | null>(null)
  const form = useForm<OneKeyValues>({
    initialValues: { ...BLANK_SETTINGS, service: service ?? '', apiKey: '' },
    validate: values => check(addKeySchema, requestOf(values)),
  })

  /** Asks whose key it is, where nobody said. */
  const guess = async () => {
    const apiKey = form.values.apiKey.trim()
    if (form.values.service !== '' || apiKey === '') return
    const preview = await act(actions.preview, { text: apiKey, format: 'csv' }).catch(() => null)
    const told = preview?.rows[0]?.service
    if (!told) return
    form.setFieldValue('service', told)
    setGuessed(told)
  }

  const adding = useMutation({
    // the secret is not kept beyond the page
    gcTime: 0,
    mutationFn: async (request: AddKeyRequest) => {
      const { apiKey, service } = request
      if (markOf(request) !== doubted) {
        const preview = await act(actions.preview, { text: apiKey, format: 'csv', services: { 1: service } })
        if (preview.rows[0]?.isUnusual) return null
      }
      return act(actions.add, request)
    },
    onSuccess: (done, request) => {
      setAdded(done)
      setDoubted(done === null ? markOf(request) : null)
      if (done === null) return
      tell(t('added', { name: done.name }), done.auditId)
      setGuessed(null)
      form.setValues({ ...BLANK_SETTINGS, service: request.service, apiKey: '' })
      form.clearErrors()
    },
    onError: error => {
      setAdded(null)
      form.setErrors(refused(error))
    },
  })
  const onSubmit = form.onSubmit(values => adding.mutate(asRequest(requestOf(values))))
  return {
    form,
    adding,
    added,
    submit: (event?: FormEvent<HTMLFormElement>) => onSubmit(event),
    guess: () => void guess(),
    isGuessed: guessed !== null && guessed === form.values.service,
    isDoubted: doubted !== null && doubted === markOf(form.values),
  }
}

/** Which secret of which service was doubted; it stays in this page's memory. */
function markOf({ service, apiKey }: { service: string; apiKey: string }): string {
  return `${service}\n${apiKey.trim()}`
}

function requestOf(values: OneKeyValues): Record<string, unknown> {
  const { name, ...settings } = settingsInput(values)
  const isNamed = values.name.trim() !== ''
  return { service: values.service, apiKey: values.apiKey.trim(), ...settings, ...(isNamed && { name }) }
}

/** The form's check found it fit. */
function asRequest(request: Record<string, unknown>): AddKeyRequest {
  return request as AddKeyRequest
}
