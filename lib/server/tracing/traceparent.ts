/** Where a trace comes from: W3C "Trace Context", header `traceparent`. */
export type TraceParent = { traceId: string; spanId: string; isSampled: boolean }

const FORM = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const NONE = /^0+$/
const SAMPLED = 1

/** `null`: not one; then a trace begins anew. */
export function readTraceParent(text: string): TraceParent | null {
  const [, traceId = '', spanId = '', flags = ''] = FORM.exec(text.trim()) ?? []
  if (traceId === '' || NONE.test(traceId) || NONE.test(spanId)) return null
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED }
}
