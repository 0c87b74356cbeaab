import { usePathname, useSearchParams } from 'next/navigation'
import type { AskedRequests } from '@/lib/client/requests'
import { type AskedField, requestsAsked, requestsPath } from './request-asked'

export type RequestsAddress = {
  asked: AskedRequests
  /** The request that is open beside the list. */
  openId: string | null
  /** Puts other values into the address, at once; `undefined` leaves one out. */
  change(given: Partial<Record<AskedField, string | undefined>>): void
  /** Opens a request; `null` closes it. */
  open(id: string | null): void
  pathTo(id: string | null): string
}

/** What is looked at: the address says, so that it can be kept, shared and gone back from. Next follows the history. */
export function useRequestsAddress(): RequestsAddress {
  const path = usePathname()
  const asked = requestsAsked(Object.fromEntries(useSearchParams()))
  const segment = path.split('/')[2] ?? ''
  const openId = segment === '' ? null : decodeURIComponent(segment)
  return {
    asked,
    openId,
    change: given => window.history.replaceState(null, '', requestsPath(requestsAsked({ ...asked, ...given }), openId)),
    open: id => {
      const next = requestsPath(asked, id)
      // going from one request to the next is one step in the history, not forty
      if (window.location.pathname === '/requests') window.history.pushState(null, '', next)
      else window.history.replaceState(null, '', next)
    },
    pathTo: id => requestsPath(asked, id),
  }
}
