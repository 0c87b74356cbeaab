import type { OperatorAction } from '@/lib/contract/action'
import type { AiRoutesChange, ChangedAiTask } from '@/lib/contract/ai'
import type { ChangeOwnPassword, ChangeRole, ListedOperator, OperatorSelection } from '@/lib/contract/operator'
import type { ChangedPrice, RemovePrice, SetPriceInput } from '@/lib/contract/prices'
import type { UndoInput, Undone } from '@/lib/contract/undo'

/** What everybody may do with their own account. */
export type AccountActions = {
  changePassword: OperatorAction<ChangeOwnPassword, ListedOperator>
  endSessions: OperatorAction<Record<string, never>, ListedOperator>
}

export type NewOperatorInput = { email: string; name: string | null; password: string; role: 'admin' | 'viewer' }
type OnOperator = OperatorAction<OperatorSelection, { email: string }>

/** What an admin may do with operators. */
export type OperatorActions = {
  create: OperatorAction<NewOperatorInput, { email: string }>
  changeRole: OperatorAction<ChangeRole, { email: string }>
  endSessions: OnOperator
  disable: OnOperator
  enable: OnOperator
  remove: OnOperator
}

/** Says what models cost. */
export type PriceActions = {
  set: OperatorAction<SetPriceInput, ChangedPrice>
  remove: OperatorAction<RemovePrice, ChangedPrice>
  undo: OperatorAction<UndoInput, Undone>
}

/** Sets what an AI task asks. */
export type AiActions = {
  change: OperatorAction<AiRoutesChange, ChangedAiTask>
  undo: OperatorAction<UndoInput, Undone>
}
