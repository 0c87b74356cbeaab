import type { Status } from '@/lib/contract/status'
import { spokenWait } from './wait'
import { words } from './words'

export type Verdict = { tone: 'good' | 'rest' | 'bad'; sentence: string }

/** The state of everything in one sentence, or two: how many serve, and what comes next. */
export function verdictOf(status: Status, now: number): Verdict {
  const services = Object.values(status.services)
  const keys = services.flatMap(service => service.keys)
  if (keys.length === 0) return { tone: 'bad', sentence: words.verdict.noKeys }
  const ready = keys.filter(key => key.available).length
  const exhausted = services.filter(service => service.exhausted && service.total > 0)
  if (ready === keys.length) return { tone: 'good', sentence: words.verdict.allReady(ready) }
  const sentences = [ready === 0 ? words.verdict.noneReady(keys.length) : words.verdict.someOut(ready, keys.length)]
  if (exhausted.length > 0 && ready > 0) {
    sentences.push(words.verdict.exhausted(exhausted.map(service => service.label).join(', ')))
  }
  sentences.push(...nextReturn(status, now))
  const review = keys.filter(key => key.status !== 'active' && key.status !== 'paused').length
  if (review > 0) sentences.push(words.verdict.review(review))
  return { tone: exhausted.length > 0 ? 'bad' : 'rest', sentence: sentences.join(' ') }
}

/** The service whose resting key is the first to return. */
function nextReturn(status: Status, now: number): string[] {
  const waits = Object.values(status.services).flatMap(service =>
    service.keys
      .filter(key => !key.available && key.status === 'active' && key.unavailable?.until)
      .map(key => ({ label: service.label, at: Date.parse(key.unavailable?.until ?? '') })),
  )
  const first = waits.filter(wait => wait.at > now).sort((a, b) => a.at - b.at)[0]
  return first ? [words.verdict.returns(first.label, spokenWait(first.at - now))] : []
}
