import { useTranslations } from 'next-intl'

const KNOWN = ['quiet', 'busy', 'outage', 'bad-keys', 'broken-streams', 'no-hints', 'slow', 'storm'] as const

/** A mix by its name and what it does; one that this page does not know yet, in the server's words. */
export function useMixWords(): (name: string, about: string) => { label: string; description: string } {
  const t = useTranslations('lab.mixes')
  return (name, about) => {
    const known = KNOWN.find(each => each === name)
    return known === undefined
      ? { label: name, description: about }
      : { label: t(`${known}.name`), description: t(`${known}.about`) }
  }
}
