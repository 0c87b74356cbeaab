import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { CreatedToken, TokenSettings } from '@/lib/contract/token'
import type { CreateToken } from './create-token'
import { TokenForm } from './token-form'
import { NEW_TOKEN, settingsOf } from './token-values'

type CreateTokenFormProps = {
  create: CreateToken
  services: readonly { id: string; label: string }[]
  onCancel(): void
  /** `services`: those it is limited to; `null`: all. */
  onMade(token: CreatedToken, services: string[] | null): void
}

/** What a new token is for and may do. */
export function CreateTokenForm({ create, services, onCancel, onMade }: CreateTokenFormProps) {
  const t = useTranslations('tokens')
  const queries = useQueryClient()
  const creating = useMutation({
    mutationFn: (wanted: TokenSettings) => act(create, wanted),
    // the token is not kept beyond the dialog
    gcTime: 0,
    onSuccess: (token, wanted) => onMade(token, wanted.services),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.tokens }),
  })
  return (
    <TokenForm
      before={NEW_TOKEN}
      services={services}
      submit={t('form.submit')}
      isPending={creating.isPending}
      trouble={creating.error}
      onCancel={onCancel}
      onSubmit={values => creating.mutate(settingsOf(values))}
    />
  )
}
