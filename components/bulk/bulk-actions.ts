import type { BulkAction } from '@/lib/contract/key-edit'
import type { SharesInput } from '@/lib/contract/shares'

/** What can be done to many keys at once, in the order of the buttons. */
export const BULK_KINDS = ['pause', 'enable', 'reset', 'change', 'remove'] as const
export type BulkKind = BulkAction['kind']

/** What an action on keys would be to the shares of a service's traffic; `null`: nothing. */
export function sharesOf(service: string, keyIds: readonly string[], action: BulkAction): SharesInput {
  const ids = [...keyIds]
  switch (action.kind) {
    case 'pause':
    case 'remove':
      return { service, keys: [{ keyIds: ids, takesPart: 'out' }] }
    case 'enable':
    case 'reset':
      return { service, keys: [{ keyIds: ids, takesPart: 'in' }] }
    case 'change': {
      const { addLabels: _, removeLabels: __, ...settings } = action.settings
      return { service, keys: [{ keyIds: ids, settings }] }
    }
  }
}
