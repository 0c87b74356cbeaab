import type { ReactNode } from 'react'
import classes from './layout.module.css'

/** A few words in the middle of an otherwise empty page. */
export function Centred({ children }: { children: ReactNode }) {
  return <main className={classes.centred}>{children}</main>
}
