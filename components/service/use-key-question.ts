import { usePathname, useSearchParams } from 'next/navigation'
import { type AskedKeys, keyQuestionOf, type QuestionField } from './key-question'

type Given = Partial<Record<QuestionField, string>>

export type KeyQuestion = AskedKeys & {
  /** Puts other values into the address, at once; `undefined` leaves one out. Another filter begins at page 1. */
  change(change: Given): void
}

/** Which keys of a service are looked at: the address says, so that it can be kept, shared and gone back from. */
export function useKeyQuestion(service: string): KeyQuestion {
  const path = usePathname()
  const parameters = useSearchParams()
  const { question, input } = keyQuestionOf(service, Object.fromEntries(parameters))
  const change = (given: Given) => {
    // what stands there now: a search that rested a moment must not bring back what was changed meanwhile
    const next = new URLSearchParams(window.location.search)
    for (const [field, value] of Object.entries({ page: undefined, ...given })) {
      if (value === undefined || value === '') next.delete(field)
      else next.set(field, value)
    }
    const query = next.toString()
    window.history.replaceState(null, '', query === '' ? path : `${path}?${query}`)
  }
  return { question, input, change }
}
