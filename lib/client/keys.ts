import { queryOptions } from '@tanstack/react-query'
import { keySettingsViewSchema } from '@/lib/contract/key'
import type { ResetInput } from '@/lib/contract/reset'
import { resetPreviewSchema } from '@/lib/contract/reset-preview'
import { ask } from './fetch'
import { queryKeys } from './query-keys'

/** What an operator said of a key. Asked anew for every form: another person may have changed it. */
export const keySettingsQuery = (keyId: string) =>
  queryOptions({
    queryKey: queryKeys.keySettings(keyId),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/keys/${encodeURIComponent(keyId)}/settings`, schema: keySettingsViewSchema, signal }),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })

/** What a reset would do now. */
export const resetPreviewQuery = ({ service, keyId }: Pick<ResetInput, 'service' | 'keyId'>) => {
  const asked = new URLSearchParams({
    ...(service !== undefined && { service }),
    ...(keyId !== undefined && { keyId }),
  })
  return queryOptions({
    queryKey: queryKeys.resetPreview({ service, keyId }),
    queryFn: ({ signal }) =>
      ask({ path: `/api/admin/api-keys/reset/preview?${asked}`, schema: resetPreviewSchema, signal }),
    gcTime: 0,
    retry: false,
  })
}
