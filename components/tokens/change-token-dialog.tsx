import { Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Undo, useDeed } from '@/components/keys/use-deed'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { OperatorAction } from '@/lib/contract/action'
import type { ListedToken, TokenSettings } from '@/lib/contract/token'
import { TokenForm } from './token-form'
import { settingsOf, type TokenValues, valuesOf } from './token-values'

export type ChangeToken = OperatorAction<
  { token: string; settings: Partial<TokenSettings> },
  { name: string; auditId: number | null }
>

type ChangeTokenProps = {
  /** `null`: closed. */
  token: ListedToken | null
  change: ChangeToken
  undo: Undo
  services: readonly { id: string; label: string }[]
  onClose(): void
}

/** Another name, other services, limits or end of a token that is there. */
export function ChangeTokenDialog({ token, ...rest }: ChangeTokenProps) {
  const t = useTranslations('tokens')
  const title = token && t('changeTitle', { name: token.name })
  return (
    <Modal opened={token !== null} onClose={rest.onClose} title={title} size="md" centered>
      {token && <ChangeTokenForm token={token} {...rest} />}
    </Modal>
  )
}

function ChangeTokenForm({ token, change, undo, services, onClose }: ChangeTokenProps & { token: ListedToken }) {
  const t = useTranslations('tokens')
  const queries = useQueryClient()
  const deed = useDeed(undo)
  const before = valuesOf(token)
  const changing = useMutation({
    mutationFn: (values: TokenValues) => act(change, { token: token.id, settings: changedSettings(before, values) }),
    onSuccess: ({ name, auditId }) => {
      deed.tell(t('changed', { name }), auditId)
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.tokens }),
  })
  return (
    <TokenForm
      before={before}
      services={services}
      submit={t('form.save')}
      isPending={changing.isPending}
      trouble={changing.error}
      onCancel={onClose}
      onSubmit={values => changing.mutate(values)}
    />
  )
}

/** What was not touched stays as it is, an end within a day too. */
function changedSettings(before: TokenValues, values: TokenValues): Partial<TokenSettings> {
  const { expiresAt, ...settings } = settingsOf(values)
  return values.expires === before.expires ? settings : { ...settings, expiresAt }
}
