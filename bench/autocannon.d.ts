/** The little we use of it; the package brings no types. */
declare module 'autocannon' {
  type Options = {
    url: string
    method: string
    connections: number
    duration: number
    headers: Record<string, string>
    body: string
  }
  type Result = {
    requests: { total: number }
    duration: number
    latency: { p50: number; p90: number; p99: number }
    errors: number
    timeouts: number
    non2xx: number
  }
  export default function autocannon(options: Options): Promise<Result>
}
