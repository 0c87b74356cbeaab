import { useFormatter, useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import { type NamedCaller, type NamedKey, REQUEST_ENDINGS, type RequestRow } from '@/lib/contract/requests'

const SECOND_MS = 1000
const TEN_SECONDS_MS = 10 * SECOND_MS

/** Calls by `withKey` and the environment's client token have these in place of a token's id. */
const IN_PROCESS = 'in-process'
const ENVIRONMENT = 'env:'

type Used = Pick<RequestRow, 'tokensIn' | 'tokensOut' | 'costUsd' | 'pricedBy' | 'isEstimated'>

export type RequestWords = {
  ending(ending: RequestRow['ending']): string
  /** The same of a value that a filter offers. */
  endingOf(value: string): string
  outcome(outcome: string): string
  caller(caller: NamedCaller | null): string
  key(key: NamedKey): string
  /** `840 ms`, `2.31 s`, `14.2 s`. */
  duration(ms: number | null): string
  time(at: number): string
  cost(used: Used): string
  tokens(used: Used): string
}

/** What the log and the trail say in the same words. */
export function useRequestWords(): RequestWords {
  const t = useTranslations('requests')
  const format = useFormatter()
  const { reason } = useStandingWords()
  const about = ({ isEstimated }: Used, text: string) => (isEstimated ? t('about', { text }) : text)
  return {
    ending: ending => t(`ending.${ending ?? 'none'}`),
    endingOf: value => {
      const ending = REQUEST_ENDINGS.find(each => each === value)
      return ending === undefined ? value : t(`ending.${ending}`)
    },
    outcome: outcome => (outcome === 'refused' ? t('outcome.refused') : reason(outcome)),
    caller: caller => {
      if (caller === null) return t('none')
      if (caller.id === IN_PROCESS) return t('caller.inside')
      return caller.name ?? (caller.id.startsWith(ENVIRONMENT) ? t('caller.env') : t('caller.gone'))
    },
    key: ({ name }) => name ?? t('key.gone'),
    duration: ms => {
      if (ms === null) return t('none')
      if (ms < SECOND_MS) return t('ms', { ms: format.number(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 }) })
      const digits = ms < TEN_SECONDS_MS ? 2 : 1
      const seconds = { minimumFractionDigits: digits, maximumFractionDigits: digits }
      return t('seconds', { seconds: format.number(ms / SECOND_MS, seconds) })
    },
    time: at => format.dateTime(at, { dateStyle: 'medium', timeStyle: 'medium' }),
    tokens: used => {
      const { tokensIn, tokensOut } = used
      if (tokensIn + tokensOut === 0) return t('none')
      const text = t('tokens', { input: format.number(tokensIn), output: format.number(tokensOut) })
      return about(used, text)
    },
    cost: used => {
      const { costUsd, pricedBy, tokensIn, tokensOut } = used
      if (costUsd > 0) return about(used, format.number(costUsd, DOLLARS))
      if (pricedBy !== null) return t('free')
      return tokensIn + tokensOut === 0 ? t('none') : t('noPrice')
    },
  }
}

/** A request costs parts of a cent. */
const DOLLARS = { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 } as const
