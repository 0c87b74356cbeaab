import { useTranslations } from 'next-intl'
import { ProblemError } from '@/lib/client/fetch'
import { type FieldIssue, fieldIssues } from '@/lib/contract/said'

/** Errors of a form by the path of their field (`name`, `settings.priority`), as `form.setErrors` takes them. */
export type FieldErrors = Record<string, string>

/** A zod schema, as far as a form asks it. */
type Checker = {
  safeParse(value: unknown): { success: true } | { success: false; error: Parameters<typeof fieldIssues>[0] }
}

export type FieldWords = {
  /** What is wrong with a field, as one sentence in the person's language. */
  say(issue: FieldIssue): string
  /** What a schema finds wrong with an input, the first word on each field. `{}`: nothing. */
  check(schema: Checker, input: unknown): FieldErrors
  /** What the server found wrong with the input it was sent. `{}`: its refusal is not about fields. */
  refused(error: Error): FieldErrors
}

/** How forms speak of fields: the browser's own checks and the server's refusals in the same words. */
export function useFieldWords(): FieldWords {
  const t = useTranslations('forms')
  const say = ({ code, values, path }: FieldIssue): string => {
    const minimum = Number(values.minimum ?? 0)
    const maximum = Number(values.maximum ?? 0)
    switch (code) {
      case 'custom':
        if (values.say === 'past') return t('past')
        if (values.say === 'textOrFiles') return t('textOrFiles')
        if (values.say === 'address' || values.say === 'sender' || values.say === 'zone') return t(values.say)
        return values.say === 'controlCharacters' ? t('controlCharacters') : t('unusable')
      case 'invalid_type':
        if (values.expected === 'int') return t('wholeNumber')
        return values.expected === 'number' ? t('number') : t('needed')
      case 'too_small':
        if (values.origin === 'string') return minimum <= 1 ? t('needed') : t('textShort', { minimum })
        if (values.origin === 'array') return minimum <= 1 ? t('needed') : t('listShort', { minimum })
        return values.isExclusive === 1 ? t('above', { minimum }) : t('atLeast', { minimum })
      case 'too_big':
        if (values.origin === 'string') return t('textLong', { maximum })
        return values.origin === 'array' ? t('listLong', { maximum }) : t('atMost', { maximum })
      case 'invalid_union':
        return path.at(-1) === 'expiresAt' ? t('date') : t('unusable')
      case 'invalid_format':
        return formatWords(t, values.format, path)
      default:
        return t('unusable')
    }
  }
  const worded = (issues: readonly FieldIssue[]): FieldErrors => {
    // of several issues of one field the first one counts
    return Object.fromEntries(issues.map(issue => [issue.path.join('.'), say(issue)] as const).reverse())
  }
  return {
    say,
    check: (schema, input) => {
      const parsed = schema.safeParse(input)
      return parsed.success ? {} : worded(fieldIssues(parsed.error))
    },
    refused: error => (error instanceof ProblemError ? worded(error.problem.issues ?? []) : {}),
  }
}

function formatWords(t: ReturnType<typeof useTranslations<'forms'>>, format: unknown, path: FieldIssue['path']) {
  if (format === 'email') return t('email')
  if (format === 'date' || format === 'datetime') return t('date')
  if (path.at(-1) === 'apiKey') return t('secret')
  return path.at(-1) === 'service' ? t('service') : t('unusable')
}
