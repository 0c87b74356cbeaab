import { Ban, CircleCheck, CircleDashed, CircleX, LogOut, type LucideIcon, Redo2, ShieldX } from 'lucide-react'
import type { RequestRow } from '@/lib/contract/requests'
import classes from './ending-mark.module.css'

const ICONS: Record<NonNullable<RequestRow['ending']>, LucideIcon> = {
  'first-try': CircleCheck,
  rescued: Redo2,
  declined: Ban,
  refused: ShieldX,
  lost: CircleX,
  left: LogOut,
}

/** The sign of what a request came to; words stand beside it. */
export function EndingMark({ ending, size = 16 }: { ending: RequestRow['ending']; size?: number }) {
  const Icon = ending === null ? CircleDashed : ICONS[ending]
  return <Icon size={size} aria-hidden className={classes.mark} data-ending={ending ?? 'none'} />
}
