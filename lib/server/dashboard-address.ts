import { getRuntime } from './runtime'

/**
 * Where programs reach what the dashboard serves, for what people copy.
 * @param host the `Host` by which this person found it
 */
export function dashboardAddress(host: string | null): string {
  const { settings } = getRuntime()
  return settings.authUrl ?? `http://${host ?? `localhost:${settings.port}`}`
}
