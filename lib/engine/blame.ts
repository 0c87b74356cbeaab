import type { Blame, OutcomeKind, Scope } from './vocabulary'

/** Whom each outcome usually speaks about; a limit speaks about whatever the quota belongs to. */
export function usualBlame(kind: OutcomeKind, limitScope: Scope): Blame {
  switch (kind) {
    case 'rate-limited':
    case 'quota-exhausted':
      return limitScope.startsWith('account') ? 'account' : limitScope === 'key-model' ? 'model' : 'key'
    case 'out-of-credit':
      return 'account'
    case 'key-rejected':
    case 'key-suspended':
      return 'key'
    case 'model-forbidden':
      return 'model'
    case 'overloaded':
    case 'service-error':
    case 'unreachable':
    case 'timed-out':
    case 'broken-stream':
      return 'service'
    case 'too-large':
    case 'caller-error':
      return 'caller'
    case 'success':
    case 'aborted':
      return 'nobody'
  }
}
