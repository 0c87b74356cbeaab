import { useTranslations } from 'next-intl'
import type { FormField } from './form-schema'
import type { FormValues } from './form-values'

/** Something to try a task with, in the person's language. */
export function useSamples(): (fields: readonly FormField[]) => FormValues {
  const t = useTranslations('playground.sample')
  const skills = t('skills').split(', ')
  const cv = t('cv')
  const known: FormValues = {
    ...{
      cv,
      text: cv,
      skills,
      targetLanguage: t('language'),
      language: t('language'),
      jobDescription: t('advertisement'),
    },
    ...{ role: t('role'), targetRole: t('role'), company: t('company') },
  }
  return fields =>
    Object.fromEntries(fields.flatMap(({ name }) => (known[name] === undefined ? [] : [[name, known[name]]])))
}
