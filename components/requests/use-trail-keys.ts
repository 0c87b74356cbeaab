import { useHotkeys } from '@mantine/hooks'

type TrailKeys = { newer: string | null; older: string | null; open(id: string | null): void }

/** j and k go through the list, Esc closes what is open. Not while somebody types. */
export function useTrailKeys(isOpen: boolean, { newer, older, open }: TrailKeys): void {
  const go = (id: string | null) => () => {
    if (isOpen && id !== null) open(id)
  }
  useHotkeys([
    ['j', go(older)],
    ['k', go(newer)],
    ['Escape', () => isOpen && open(null)],
  ])
}
