import type { Settings } from './env'

/**
 * Where people and programs reach what the dashboard serves.
 * @param host the `Host` by which somebody found it; absent: this machine's own name
 */
export function dashboardAddress({ authUrl, port }: Settings, host?: string | null): string {
  return authUrl ?? `http://${host ?? `localhost:${port}`}`
}
