/** Next calls this once, before it serves: the Runtime starts here, and with it the gateway. */
export async function register(): Promise<void> {
  // This form, not an early return, lets Next leave the Runtime out of its other bundles.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    if (process.env.NEXT_PHASE === 'phase-production-build') return
    const { startRuntime } = await import('@/lib/server/runtime')
    await startRuntime()
  }
}
