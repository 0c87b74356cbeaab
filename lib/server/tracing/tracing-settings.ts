import { z } from 'zod'

/** Where spans go, as OpenTelemetry's own variables say it. */
export type TracingSettings = {
  url: string
  headers: Readonly<Record<string, string>>
  serviceName: string
  /** Whether upstreams are told of a caller's trace. */
  goesUp: boolean
}

const address = z.url({
  protocol: /^https?$/,
  error: 'wanted the address of a collector, such as http://localhost:4318',
})
const PAIR = /^[^=\s]+=[^\r\n]*$/

/** Its variables, for the schema of all. */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .transform(text => text.split(',').map(part => part.trim()))
    .refine(pairs => pairs.every(pair => PAIR.test(pair)), 'wanted name=value, separated by commas')
    .optional(),
  OTEL_SERVICE_NAME: z.string().max(200).default('keywheel'),
  KEYWHEEL_TRACE_UPSTREAM: z.enum(['true', 'false'], 'wanted true or false').default('false'),
}

type Values = z.output<z.ZodObject<typeof tracingVariables>>

/** `null`: no collector is set. */
export function tracingOf(values: Values): TracingSettings | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = values
  const url = whole ?? (base && `${base.replace(/\/+$/, '')}/v1/traces`)
  if (!url) return null
  const headers = Object.fromEntries((values.OTEL_EXPORTER_OTLP_HEADERS ?? []).map(readPair))
  const goesUp = values.KEYWHEEL_TRACE_UPSTREAM === 'true'
  return { url, headers, serviceName: values.OTEL_SERVICE_NAME, goesUp }
}

function readPair(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())]
}

/** Values are percent-encoded where they need it. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
