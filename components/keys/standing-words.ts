import { useTranslations } from 'next-intl'
import type { KeyStatusView } from '@/lib/contract/status'
import { useRuleWords } from './rule-words'
import type { Standing } from './standing'

/** As `control/pick-up` writes it; what the key was before may follow. */
const BY_OPERATOR = 'disabled by an operator'
const CHECK_REFUSED = 'a check by the free probe was refused'
const SECRET_UNREADABLE = 'its secret cannot be opened'

export type StandingWords = {
  /** `Ready`, `Resting`, `No room`, `Needs review`. */
  label(key: Pick<KeyStatusView, 'status'>, standing: Standing): string
  /** `rate limited`, `quota used up, gemini-2.5-pro`, `upstream says: invalid_api_key`; `null` when there is nothing to say. */
  why(key: Pick<KeyStatusView, 'statusReason'>, standing: Standing): string | null
  /** An engine's reason or an outcome, as people say it; one that is not known is shown as it is. */
  reason(code: string): string
}

/** How a key stands, in the person's language. */
export function useStandingWords(): StandingWords {
  const t = useTranslations('standing')
  const ruleWords = useRuleWords()
  const reason = (code: string) => (isReason(t, code) ? t(`reason.${code}`) : code)
  const statusReason = (text: string | null) => {
    if (text === null) return null
    if (text.startsWith(BY_OPERATOR)) return t('statusReason.operator')
    if (text === CHECK_REFUSED) return t('statusReason.check')
    if (text === SECRET_UNREADABLE) return t('statusReason.unreadable')
    return t('statusReason.upstream', { rule: ruleWords(text) })
  }
  return {
    label: ({ status }, { kind }) => {
      if (kind === 'full') return t('full')
      return kind === 'resting' || kind === 'partly' ? t('resting') : t(`status.${status}`)
    },
    why: (key, { kind, reason: code, model }) => {
      if (kind === 'idle' || kind === 'out') return statusReason(key.statusReason)
      if (code === null) return null
      return model === null ? reason(code) : t('modelRests', { model, reason: reason(code) })
    },
    reason,
  }
}

type Words = ReturnType<typeof useTranslations<'standing'>>
type Reason = Extract<Parameters<Words>[0], `reason.${string}`> extends `reason.${infer Code}` ? Code : never

/** The cast only asks: `has` answers for any text. */
function isReason(t: Words, code: string): code is Reason {
  return t.has(`reason.${code as Reason}`)
}
