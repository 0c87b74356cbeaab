import { Button, Group, Modal, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type Undo, useDeed } from '@/components/keys/use-deed'
import { useProblemWords } from '@/components/layout/problem-words'
import { useSpans } from '@/components/layout/spans'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { OperatorAction } from '@/lib/contract/action'
import type { ListedToken } from '@/lib/contract/token'

export type RevokeToken = OperatorAction<{ token: string }, { name: string; auditId: number | null }>

type RevokeDialogProps = {
  /** `null`: closed. */
  token: ListedToken | null
  revoke: RevokeToken
  undo: Undo
  now: number
  onClose(): void
}

/** Says who used it last before it is too late. */
export function RevokeDialog({ token, ...rest }: RevokeDialogProps) {
  const t = useTranslations('tokens')
  const title = token && t('revokeTitle', { name: token.name })
  return (
    <Modal opened={token !== null} onClose={rest.onClose} title={title} size="md" centered>
      {token && <RevokeForm token={token} {...rest} />}
    </Modal>
  )
}

function RevokeForm({ token, revoke, undo, now, onClose }: RevokeDialogProps & { token: ListedToken }) {
  const t = useTranslations('tokens')
  const say = useProblemWords()
  const spans = useSpans()
  const queries = useQueryClient()
  const deed = useDeed(undo)
  const revoking = useMutation({
    mutationFn: () => act(revoke, { token: token.id }),
    onSuccess: ({ name, auditId }) => {
      deed.tell(t('revoked', { name }), auditId)
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.tokens }),
  })
  const { lastUsedAt, requests } = token
  return (
    <>
      <Text size="sm">
        {lastUsedAt === null
          ? t('revokeUnused')
          : t('revokeUsed', { ago: spans.ago(Date.parse(lastUsedAt), now), requests })}
      </Text>
      <Text size="sm" c="var(--kw-bad)" mt="xs" role="alert">
        {revoking.error && say(revoking.error)}
      </Text>
      <Group mt="md" justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button color="red" loading={revoking.isPending} onClick={() => revoking.mutate()}>
          {t('revoke')}
        </Button>
      </Group>
    </>
  )
}
