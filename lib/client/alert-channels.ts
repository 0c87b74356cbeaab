import { queryOptions } from '@tanstack/react-query'
import { channelListSchema, deliveryListSchema } from '@/lib/contract/alert-channels'
import { alertRulesAnswerSchema } from '@/lib/contract/alert-rules'
import { ask } from './fetch'
import { isSignedOut } from './queries'
import { queryKeys } from './query-keys'

const POLL_MS = 3000

/** Every channel, with how its newest delivery ended. */
export const channelsQuery = queryOptions({
  queryKey: queryKeys.channels,
  queryFn: ({ signal }) => ask({ path: '/api/admin/alerts/channels', schema: channelListSchema, signal }),
  refetchInterval: query => (isSignedOut(query.state.error) ? false : POLL_MS),
  retry: false,
})

/** Who was told of an alert. */
export const deliveriesQuery = (alertId: string) =>
  queryOptions({
    queryKey: queryKeys.deliveries(alertId),
    queryFn: ({ signal }) =>
      ask({
        path: `/api/admin/alerts/deliveries?${new URLSearchParams({ alertId })}`,
        schema: deliveryListSchema,
        signal,
      }),
    refetchInterval: query => (isSignedOut(query.state.error) ? false : POLL_MS),
    retry: false,
  })

/** When the alerts of each service are raised. */
export const alertRulesQuery = queryOptions({
  queryKey: queryKeys.alertRules,
  queryFn: ({ signal }) => ask({ path: '/api/admin/alerts/rules', schema: alertRulesAnswerSchema, signal }),
  retry: false,
})
