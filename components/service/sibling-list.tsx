import { Alert, Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { type Undo, useDeed } from '@/components/keys/use-deed'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { siblingsQuery } from '@/lib/client/unknown-errors'
import type { OperatorAction } from '@/lib/contract/action'
import type { SiblingSelection, Siblings } from '@/lib/contract/siblings'

type SiblingAction = OperatorAction<SiblingSelection, { auditId: number | null }>
export type SiblingActions = { join: SiblingAction; dismiss: SiblingAction; undo: Undo }

type SiblingListProps = { service: string; actions: SiblingActions | null }

/** Keys that the upstream says share one quota, with one click to make their accounts say so. */
export function SiblingList({ service, actions }: SiblingListProps) {
  const { data } = useQuery(siblingsQuery(service))
  return data?.siblings.map(found => <Proposal key={found.owner} service={service} found={found} actions={actions} />)
}

function Proposal({ service, found, actions }: SiblingListProps & { found: Siblings }) {
  const t = useTranslations('siblings')
  const format = useFormatter()
  const { owner, count, keys } = found
  const names = keys.map(({ name }) => name)
  const others = count > names.length ? [...names, t('others', { count: count - names.length })] : names
  return (
    <Alert icon={<Users size={18} aria-hidden />} title={t('title', { count })} variant="outline" color="blue">
      {t('explain', { owner, keys: format.list(others) })}
      {actions && <Decision service={service} found={found} actions={actions} />}
    </Alert>
  )
}

function Decision({ service, found, actions }: { service: string; found: Siblings; actions: SiblingActions }) {
  const t = useTranslations('siblings')
  const say = useProblemWords()
  const queries = useQueryClient()
  const deed = useDeed(actions.undo)
  const { owner, count, account } = found
  const settled = { onSettled: () => queries.invalidateQueries() }
  const joining = useMutation({
    mutationFn: () => act(actions.join, { service, owner }),
    onSuccess: ({ auditId }) => deed.tell(t('joined', { count, account }), auditId),
    ...settled,
  })
  const dismissing = useMutation({
    mutationFn: () => act(actions.dismiss, { service, owner }),
    onSuccess: ({ auditId }) => deed.tell(t('dismissed', { owner }), auditId),
    ...settled,
  })
  const error = joining.error ?? dismissing.error
  return (
    <>
      {error && <div role="alert">{say(error)}</div>}
      <Group gap="xs" mt="sm">
        <Button size="compact-sm" loading={joining.isPending} onClick={() => joining.mutate()}>
          {t('join', { account })}
        </Button>
        <Button size="compact-sm" variant="default" loading={dismissing.isPending} onClick={() => dismissing.mutate()}>
          {t('dismiss')}
        </Button>
      </Group>
    </>
  )
}
