import { useEffect, useState } from 'react'

const TICK_MS = 1000

/**
 * The server's clock, ticking each second, so that timers are right where the browser's clock is not.
 * @param serverAt the instant of the server's last answer @param receivedAt when the browser got it
 */
export function useServerNow(serverAt: number, receivedAt: number): number {
  // Until the first tick the answer's own instant, so that server and browser render the same text.
  const [browserNow, setBrowserNow] = useState<number | null>(null)
  useEffect(() => {
    const tick = () => setBrowserNow(Date.now())
    tick()
    const timer = setInterval(tick, TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return browserNow === null ? serverAt : Math.max(serverAt, serverAt + browserNow - receivedAt)
}
