import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { listedOperatorSchema } from '@/lib/contract/operator'
import { settingsAnswerSchema } from '@/lib/contract/settings'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** Retention, and what this installation is. */
export const settingsQuery = queryOptions({
  queryKey: queryKeys.settings,
  queryFn: ({ signal }) => ask({ path: '/api/admin/settings', schema: settingsAnswerSchema, signal }),
  retry: false,
})

/** Who is signed in here. */
export const accountQuery = queryOptions({
  queryKey: queryKeys.account,
  queryFn: ({ signal }) => ask({ path: '/api/admin/operators/me', schema: listedOperatorSchema, signal }),
  retry: false,
})

/** Every operator, for admins. */
export const operatorsQuery = queryOptions({
  queryKey: queryKeys.operators,
  queryFn: ({ signal }) => ask({ path: '/api/admin/operators', schema: z.array(listedOperatorSchema), signal }),
  retry: false,
})
