import { useTranslations } from 'next-intl'
import { ProblemError, ServerUpdatedError } from '@/lib/client/fetch'
import { useSaidWords } from './said-words'

/** What went wrong as one sentence in the person's language: the refusal's own where it has one, else that of its code. */
export function useProblemWords(): (error: Error) => string {
  const titles = useTranslations('problems')
  const states = useTranslations('states')
  const say = useSaidWords()
  return error => {
    if (error instanceof ServerUpdatedError) return states('updated')
    if (!(error instanceof ProblemError)) return states('unreachable')
    const { code, said } = error.problem
    return (said && say(said)) ?? titles(code)
  }
}
