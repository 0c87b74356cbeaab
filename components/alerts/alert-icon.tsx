import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { GRAVE_CODES } from '@/lib/contract/alerts'
import classes from './alerts.module.css'

/** How grave it is, at a glance. */
export function AlertIcon({ code, isOver = false }: { code: string; isOver?: boolean }) {
  if (isOver) return <CircleCheck size={16} aria-hidden className={classes.icon} data-over />
  const isGrave = GRAVE_CODES.has(code)
  const Icon = isGrave ? CircleX : TriangleAlert
  return <Icon size={16} aria-hidden className={classes.icon} data-grave={isGrave || undefined} />
}
