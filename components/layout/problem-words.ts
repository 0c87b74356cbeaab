import { useTranslations } from 'next-intl'
import { ProblemError, ServerUpdatedError } from '@/lib/client/fetch'

/** What went wrong as one sentence in the person's language: the refusal's own where it has one, else that of its code. */
export function useProblemWords(): (error: Error) => string {
  const titles = useTranslations('problems')
  const said = useTranslations('said')
  const states = useTranslations('states')
  return error => {
    if (error instanceof ServerUpdatedError) return states('updated')
    if (!(error instanceof ProblemError)) return states('unreachable')
    const { code, said: own } = error.problem
    if (own && isSaid(said, own.key)) return said(own.key, own.values)
    return titles(code)
  }
}

type Words = ReturnType<typeof useTranslations<'said'>>
type SaidKey = Parameters<Words>[0]

/** The cast only asks: `has` answers for any text. */
function isSaid(t: Words, key: string): key is SaidKey {
  return t.has(key as SaidKey)
}
