import { useFormatter, useTranslations } from 'next-intl'
import { useRuleWords } from '@/components/keys/rule-words'
import { useStandingWords } from '@/components/keys/standing-words'
import { useSpans } from '@/components/layout/spans'
import { type RestSpan, restedMs } from '@/lib/charts/rests'
import classes from './key.module.css'

type RestTimelineProps = { spans: readonly RestSpan[]; from: number; now: number }

/** Models that have a lane of their own; what rested beyond them shares one. */
const LANES_MAX = 5
const AXIS_MARKS = 5
/** Below this length the axis names hours, above it days. */
const CLOCK_BELOW_MS = 48 * 3_600_000
const DAY = { day: 'numeric', month: 'short' } as const
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/**
 * When the key did not serve, drawn over time: one lane for the whole key, one for each model that rested alone, one for
 * its service's circuit. The list below it says the same in words, so the drawing itself is one picture with a name.
 */
export function RestTimeline({ spans, from, now }: RestTimelineProps) {
  const t = useTranslations('key.history')
  const span = useSpans()
  const format = useFormatter()
  const words = useStandingWords()
  const ruleWords = useRuleWords()
  const lanes = lanesOf(spans)
  if (lanes.length === 0) return <p className={classes.quiet}>{t('neverRested')}</p>
  const name = (lane: Lane) => (lane.model === null ? t(`lane.${lane.kind}`) : lane.model)
  const rested = restedMs(spans, { from, now })
  const place = (at: number) => `${(Math.max(0, Math.min(1, (at - from) / (now - from))) * 100).toFixed(3)}%`
  const why = ({ event }: RestSpan) =>
    event.reason === null ? ruleWords(event.rule ?? '') : words.reason(event.reason)
  const titleOf = (rest: RestSpan) =>
    [why(rest), span.exact((rest.to ?? now) - rest.from), dateOf(format, rest.from)].filter(Boolean).join(' · ')
  const marks = Array.from({ length: AXIS_MARKS }, (_, index) => from + ((now - from) * index) / (AXIS_MARKS - 1))
  return (
    <div className={classes.foot}>
      <div
        className={classes.timeline}
        role="img"
        aria-label={t('summary', { count: spans.length, span: span.rough(rested) })}
      >
        {lanes.map(lane => [
          <span key={`${lane.id} name`} className={classes.lane} title={name(lane)}>
            {name(lane)}
          </span>,
          <span key={lane.id} className={classes.track}>
            {lane.spans.map(rest => (
              <span
                key={rest.id}
                className={classes.span}
                data-kind={rest.kind}
                title={titleOf(rest)}
                style={{ left: place(rest.from), right: `calc(100% - ${place(Math.min(rest.to ?? now, now))})` }}
              />
            ))}
          </span>,
        ])}
        <span className={classes.axis}>
          {marks.map((at, index) => (
            <span key={at}>
              {index === AXIS_MARKS - 1 ? t('today') : format.dateTime(at, now - from > CLOCK_BELOW_MS ? DAY : CLOCK)}
            </span>
          ))}
        </span>
      </div>
      <ul className={classes.legend}>
        {KINDS.filter(kind => spans.some(each => each.kind === kind)).map(kind => (
          <li key={kind}>
            <span className={classes.span} data-kind={kind} aria-hidden />
            {t(`kind.${kind}`)}
          </li>
        ))}
      </ul>
    </div>
  )
}

const KINDS = ['rested', 'out', 'paused', 'circuit'] as const

type Lane = { id: string; kind: 'key' | 'others' | 'circuit'; model: string | null; spans: RestSpan[] }

function lanesOf(spans: readonly RestSpan[]): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const span of spans) {
    const { model } = span.event
    const [id, kind] = span.kind === 'circuit' ? (['circuit', 'circuit'] as const) : ([model ?? 'key', 'key'] as const)
    const isFull = model !== null && !lanes.has(id) && lanes.size >= LANES_MAX
    const lane = isFull ? { id: 'others', kind: 'others' as const, model: null } : { id, kind, model }
    const known = lanes.get(lane.id)
    if (known) known.spans.push(span)
    else lanes.set(lane.id, { ...lane, spans: [span] })
  }
  const order = ({ kind, model }: Lane) => (kind === 'circuit' ? 3 : kind === 'others' ? 2 : model === null ? 0 : 1)
  return [...lanes.values()].sort((one, other) => order(one) - order(other) || one.id.localeCompare(other.id))
}

function dateOf(format: ReturnType<typeof useFormatter>, at: number): string {
  return format.dateTime(at, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}
