import { useTranslations } from 'next-intl'

const CAUSES = ['limits', 'service-down', 'no-usable-key'] as const

/** Words for what a report names by codes; a code from a newer server stands as it is. */
export function useLabNames() {
  const causes = useTranslations('lab.losses')
  const reasons = useTranslations('standing.reason')
  const statuses = useTranslations('standing.status')
  const alerts = useTranslations('alerts.name')
  return {
    loss: (reason: string) => {
      const cause = CAUSES.find(each => each === reason)
      if (cause !== undefined) return causes(cause)
      return has(reasons, reason) ? reasons(reason) : reason
    },
    status: (status: string) => (has(statuses, status) ? statuses(status) : status),
    alert: (code: string) => (has(alerts, code) ? alerts(code) : code),
  }
}

/** Whether there is a word for a code; it is one of the table's keys then. */
function has<Key extends string>(words: { (key: Key): string; has(key: Key): boolean }, code: string): code is Key {
  return words.has(code as Key)
}
