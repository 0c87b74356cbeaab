import { isInRange, type UseFormReturnType, useForm } from '@mantine/form'
import { useTranslations } from 'next-intl'
import { type Lab, REHEARSAL_RANGES, REHEARSED_REQUESTS_MAX, type RehearsalInput } from '@/lib/contract/lab'

/** What the fields hold; an empty number field is a text. */
export type LabValues = {
  service: string
  mix: string
  minutes: number | string
  requestsPerSecond: number | string
  upstreamPerMinute: number | string
  latencyMs: number | string
  seed: number | string
}
export type LabForm = UseFormReturnType<LabValues>

const FIRST_MIX = 'storm'

/** `null`: no service could take part. */
export function useLabForm({ services, mixes }: Lab): LabForm | null {
  const t = useTranslations('lab')
  const first = services.find(({ isPlayed }) => isPlayed)
  const { minutes, requestsPerSecond, latencyMs, seed, grant } = REHEARSAL_RANGES
  const range = (name: string, { least, most }: { least: number; most: number }) => t('range', { name, least, most })
  const form = useForm<LabValues>({
    initialValues: {
      service: first?.id ?? '',
      mix: mixes.some(({ name }) => name === FIRST_MIX) ? FIRST_MIX : (mixes[0]?.name ?? ''),
      minutes: 10,
      requestsPerSecond: 5,
      upstreamPerMinute: '',
      latencyMs: 600,
      seed: 1,
    },
    validate: {
      minutes: (value, { requestsPerSecond: rate }) => {
        if (!isWithin(value, minutes)) return range(t('minutes'), minutes)
        const isTooMuch = Number(value) * 60 * Number(rate) > REHEARSED_REQUESTS_MAX
        return isTooMuch ? t('tooMany', { most: REHEARSED_REQUESTS_MAX }) : null
      },
      requestsPerSecond: value =>
        isWithin(value, requestsPerSecond) ? null : range(t('requestsPerSecond'), requestsPerSecond),
      upstreamPerMinute: value =>
        value === '' || isWithin(value, grant) ? null : range(t('upstreamPerMinute'), grant),
      latencyMs: value => (isWithin(value, latencyMs) ? null : range(t('latencyMs'), latencyMs)),
      seed: isInRange({ min: seed.least, max: seed.most }, range(t('seed'), seed)),
    },
  })
  return first === undefined ? null : form
}

function isWithin(value: number | string, { least, most }: { least: number; most: number }): boolean {
  return typeof value === 'number' && value >= least && value <= most
}

/** The form's values as they are asked. */
export function askedOf(values: LabValues): RehearsalInput {
  const { service, mix, upstreamPerMinute } = values
  return {
    ...{ service, mix },
    minutes: Number(values.minutes),
    requestsPerSecond: Number(values.requestsPerSecond),
    upstreamPerMinute: upstreamPerMinute === '' ? null : Number(upstreamPerMinute),
    latencyMs: Number(values.latencyMs),
    seed: Number(values.seed),
  }
}
