import { useThrottledCallback } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useLiveChange } from '@/components/live/live-provider'
import { queryKeys } from '@/lib/client/query-keys'

/** Counts, order and verdict follow a changed key within this time; the row itself is changed at once. */
const FOLLOW_MS = 900

/** Asks for what belongs to a service again when keys of it changed. Without an id: for all services. */
export function useLiveService(service?: string): void {
  const queries = useQueryClient()
  const follow = useThrottledCallback(() => {
    void queries.invalidateQueries({
      queryKey: service === undefined ? queryKeys.services : queryKeys.service(service),
    })
    if (service !== undefined) void queries.invalidateQueries({ queryKey: queryKeys.keyPages })
  }, FOLLOW_MS)
  useLiveChange(({ keys, removedKeyIds, overview }) => {
    const isMeant = service === undefined || keys.some(key => key.service === service)
    const isOther = overview.services?.some(({ id }) => service === undefined || id === service) ?? false
    if ((isMeant && keys.length > 0) || removedKeyIds.length > 0 || isOther) follow()
  })
}
