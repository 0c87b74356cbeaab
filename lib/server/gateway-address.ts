import { getRuntime } from './runtime'

const LOOPBACK = /^(127\.|::1$|localhost$)/
const ANY_HOST = new Set(['0.0.0.0', '::'])

/**
 * Where callers reach the gateway, for what people copy.
 * @param dashboardHost the `Host` by which this person found the dashboard: the gateway is on the same machine
 */
export function gatewayAddress(dashboardHost: string | null): string {
  const { settings, gateway } = getRuntime()
  if (settings.gatewayUrl !== null) return settings.gatewayUrl
  return `http://${hostOf(gateway.host, dashboardHost)}:${gateway.port}`
}

function hostOf(listening: string, dashboardHost: string | null): string {
  if (ANY_HOST.has(listening)) return dashboardHost?.replace(/:\d+$/, '') || 'localhost'
  if (LOOPBACK.test(listening)) return 'localhost'
  return listening.includes(':') ? `[${listening}]` : listening
}
