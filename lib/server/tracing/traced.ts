import type { GatewayPorts } from '@/lib/gateway/house'
import project from '@/package.json'
import { Tracer } from './tracer'
import type { TracingSettings } from './tracing-settings'

/** The same ports, with a tracer that hears of every request. */
export function traced(
  settings: TracingSettings,
  ports: GatewayPorts,
  report: (message: string) => void,
): { ports: GatewayPorts; tracer: Tracer; close(): Promise<void> } {
  const tracer = new Tracer(settings, project.version, report)
  const traces = {
    goUp: settings.goesUp,
    begin: (requestId: string, traceparent: string) => tracer.begin(requestId, traceparent),
  }
  const record: GatewayPorts['record'] = attempt => {
    ports.record(attempt)
    tracer.record(attempt)
  }
  return { ports: { ...ports, record, traces }, tracer, close: () => tracer.close() }
}
