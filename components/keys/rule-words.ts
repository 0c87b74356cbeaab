import { useTranslations } from 'next-intl'

/**
 * What a rule's name says, in the person's language: `groq: per minute`, `general: status 500`, `stream cut`. A rule that
 * an operator wrote has the operator's name.
 */
export function useRuleWords(): (rule: string) => string {
  const t = useTranslations('rules')
  return rule => {
    const name = rule.replace(SOURCE, '')
    const word = wordOf(name)
    if (isName(t, word)) return t(`name.${word}`)
    const [, kind = '', value = ''] = MEASURED.exec(rule) ?? []
    if (kind === 'general: status ') return t('status', { status: value })
    if (kind === 'unreachable: ') return t('unreachable', { code: value })
    if (kind === 'time limit: ' && isPhase(t, value)) return t(`timeLimit.${value}`)
    return name
  }
}

/** Who wrote the rule: everybody's, or the service's own. */
const SOURCE = /^[a-z0-9-]+: /
const MEASURED = /^(general: status |unreachable: |time limit: )(.+)$/

/** `API not enabled for the project` → `api-not-enabled-for-the-project` */
function wordOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

type Words = ReturnType<typeof useTranslations<'rules'>>
type Asked = Parameters<Words>[0]
type Name = Extract<Asked, `name.${string}`> extends `name.${infer Word}` ? Word : never
type Phase = Extract<Asked, `timeLimit.${string}`> extends `timeLimit.${infer Word}` ? Word : never

/** The casts only ask: `has` answers for any text. */
function isName(t: Words, word: string): word is Name {
  return t.has(`name.${word as Name}`)
}

function isPhase(t: Words, word: string): word is Phase {
  return t.has(`timeLimit.${word as Phase}`)
}
