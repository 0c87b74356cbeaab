import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import classes from './alerts.module.css'

/** Conditions in which something does not work at all; the others are warnings. */
const GRAVE: ReadonlySet<string> = new Set([
  ...['exhausted', 'circuit-open', 'key-rejected', 'key-suspended', 'out-of-credit'],
])

/** How grave it is, at a glance. */
export function AlertIcon({ code, isOver = false }: { code: string; isOver?: boolean }) {
  if (isOver) return <CircleCheck size={16} aria-hidden className={classes.icon} data-over />
  const isGrave = GRAVE.has(code)
  const Icon = isGrave ? CircleX : TriangleAlert
  return <Icon size={16} aria-hidden className={classes.icon} data-grave={isGrave || undefined} />
}
