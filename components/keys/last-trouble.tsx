import Link from 'next/link'
import { useSpans } from '@/components/layout/spans'
import type { KeyDetail } from '@/lib/contract/key-detail'
import { useRuleWords } from './rule-words'
import { useStandingWords } from './standing-words'

type LastTroubleProps = { trouble: NonNullable<KeyDetail['lastTrouble']>; now: number }

/** The last real error, in words: when, what, of which model, with which status, by which rule. Leads to its request. */
export function LastTrouble({ trouble, now }: LastTroubleProps) {
  const spans = useSpans()
  const words = useStandingWords()
  const ruleWords = useRuleWords()
  const { requestId, at, outcome, model, status, rule } = trouble
  return (
    <>
      <Link href={`/requests/${requestId}`}>{spans.ago(Date.parse(at), now)}</Link>
      {': '}
      {words.reason(outcome)}
      {model !== null && ` · ${model}`}
      {status !== null && ` · HTTP ${status}`}
      {' · '}
      <span title={rule}>{ruleWords(rule)}</span>
    </>
  )
}
