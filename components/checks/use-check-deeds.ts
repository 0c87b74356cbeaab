import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useKeyDeeds } from '@/components/keys/key-deeds'
import { useProblemWords } from '@/components/layout/problem-words'
import { act } from '@/lib/client/act'
import { queryKeys } from '@/lib/client/query-keys'
import type { StartKeyChecks } from '@/lib/contract/key-checks'

/** Beginning and ending a check of keys; what the server refuses is said. */
export function useCheckDeeds() {
  const failed = useTranslations('keys')('failed')
  const inHand = useKeyDeeds()
  const queries = useQueryClient()
  const say = useProblemWords()
  const after = {
    onError: (error: Error) => notifications.show({ color: 'red', title: failed, message: say(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.allKeyChecks }),
  }
  const deeds = () => {
    if (!inHand) throw new Error('a viewer has no buttons')
    return inHand.deeds
  }
  const start = useMutation({ mutationFn: (input: StartKeyChecks) => act(deeds().check, input), ...after })
  const cancel = useMutation({ mutationFn: () => act(deeds().cancelCheck, {}), ...after })
  return { start, cancel }
}
