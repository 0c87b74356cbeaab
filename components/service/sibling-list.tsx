import { Alert, Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { siblingsQuery } from '@/lib/client/unknown-errors'
import type { OperatorAction } from '@/lib/contract/action'
import type { SiblingSelection, Siblings } from '@/lib/contract/siblings'

type SiblingAction = OperatorAction<SiblingSelection, unknown>
export type SiblingActions = { join: SiblingAction; dismiss: SiblingAction }

type SiblingListProps = { service: string; actions: SiblingActions | null }

/** Keys that the upstream says share one quota, with one click to make their accounts say so. */
export function SiblingList({ service, actions }: SiblingListProps) {
  const { data } = useQuery(siblingsQuery(service))
  return data?.siblings.map(found => <Proposal key={found.owner} service={service} found={found} actions={actions} />)
}

function Proposal({ service, found, actions }: SiblingListProps & { found: Siblings }) {
  const t = useTranslations('siblings')
  const say = useProblemWords()
  const format = useFormatter()
  const queries = useQueryClient()
  const { owner, count, keys, account } = found
  const settled = { onSettled: () => queries.invalidateQueries() }
  const joining = useMutation({
    mutationFn: (action: SiblingAction) => act(action, { service, owner }),
    onSuccess: () => notifications.show({ color: 'green', message: t('joined', { count, account }) }),
    ...settled,
  })
  const dismissing = useMutation({ mutationFn: (action: SiblingAction) => act(action, { service, owner }), ...settled })
  const error = joining.error ?? dismissing.error
  return (
    <Alert icon={<Users size={18} aria-hidden />} title={t('title', { count })} variant="outline" color="blue">
      {t('explain', { owner, keys: format.list(keys.map(({ name }) => name)) })}
      {error && <div role="alert">{say(error)}</div>}
      {actions && (
        <Group gap="xs" mt="sm">
          <Button size="compact-sm" loading={joining.isPending} onClick={() => joining.mutate(actions.join)}>
            {t('join', { account })}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={dismissing.isPending}
            onClick={() => dismissing.mutate(actions.dismiss)}
          >
            {t('dismiss')}
          </Button>
        </Group>
      )}
    </Alert>
  )
}
