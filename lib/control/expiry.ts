import type { Instant } from '@/lib/engine/vocabulary'
import type { ControlContext } from './context'
import { ControlError } from './control-error'

/** What ends before it begins is a slip of the pen. @throws ControlError `invalid-input` */
export function requireAhead({ now }: ControlContext, expiresAt: Instant | null | undefined, whose = ''): void {
  if (expiresAt === null || expiresAt === undefined || expiresAt > now()) return
  const day = new Date(expiresAt).toISOString().slice(0, 10)
  const message = `${day} lies in the past`
  const issues = [{ path: ['expiresAt'], code: 'custom', values: { say: 'past' }, message }]
  throw new ControlError('invalid-input', `${whose}expiresAt: ${message}`, { said: { key: 'pastInstant' }, issues })
}
