import { notificationsStore } from '@mantine/notifications'
import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'

const Notifications = dynamic(() => import('@mantine/notifications').then(({ Notifications }) => Notifications), {
  ssr: false,
})

/** Where news of what was done appear. Fetched with the first of them, which waits in the store for it. */
export function LateNotifications() {
  const isWanted = useSyncExternalStore(notificationsStore.subscribe, hasSome, () => false)
  return isWanted && <Notifications position="bottom-right" />
}

let hadSome = false

/** Once wanted it stays: the last one leaves with a movement of its own. */
function hasSome(): boolean {
  hadSome ||= notificationsStore.getState().notifications.length > 0
  return hadSome
}
