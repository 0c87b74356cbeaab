import type { Session } from '@/lib/store/session'

const DATABASE_PATIENCE_MS = 2000

/** Whether the database answers in time. Never throws. */
export async function doesAnswer({ db }: Session): Promise<boolean> {
  const patience = AbortSignal.timeout(DATABASE_PATIENCE_MS)
  const tired = new Promise<boolean>(resolve => patience.addEventListener('abort', () => resolve(false)))
  const answer = db.$queryRawUnsafe('SELECT 1').then(
    () => true,
    () => false,
  )
  return Promise.race([answer, tired])
}
