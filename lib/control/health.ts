import type { Health } from '@/lib/contract/health'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Session } from '@/lib/store/session'

const DATABASE_PATIENCE_MS = 2000

/** Whether this process serves and its database answers. Open to all, so it names nothing. Never throws. */
export async function health(call: {
  store: Session
  version: string
  startedAt: Instant
  now: () => Instant
}): Promise<Health> {
  const database = (await doesAnswer(call.store)) ? 'ok' : 'failing'
  const uptimeMs = Math.max(0, call.now() - call.startedAt)
  return { status: database, version: call.version, uptimeMs, database }
}

async function doesAnswer({ db }: Session): Promise<boolean> {
  const patience = AbortSignal.timeout(DATABASE_PATIENCE_MS)
  const tired = new Promise<boolean>(resolve => patience.addEventListener('abort', () => resolve(false)))
  const answer = db.$queryRawUnsafe('SELECT 1').then(
    () => true,
    () => false,
  )
  return Promise.race([answer, tired])
}
