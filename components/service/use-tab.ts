import { usePathname, useSearchParams } from 'next/navigation'

export const SERVICE_TABS = ['keys', 'usage', 'policy', 'rules'] as const
export type ServiceTab = (typeof SERVICE_TABS)[number]

/** Which part of a service is open: the address says. */
export function useTab(): [ServiceTab, (tab: string | null) => void] {
  const path = usePathname()
  const parameters = useSearchParams()
  const tab = SERVICE_TABS.find(each => each === parameters.get('tab')) ?? 'keys'
  const open = (next: string | null) => {
    const changed = new URLSearchParams(parameters)
    if (next === null || next === 'keys') changed.delete('tab')
    else changed.set('tab', next)
    const query = changed.toString()
    window.history.replaceState(null, '', query === '' ? path : `${path}?${query}`)
  }
  return [tab, open]
}
