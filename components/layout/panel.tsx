import { Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './layout.module.css'

type PanelProps = {
  title: ReactNode
  /** Right of the title. */
  aside?: ReactNode
  children: ReactNode
  /** Without inner padding: a table brings its own. */
  isFlush?: boolean
}

/** A titled part of a page on its own surface: a region with a name. */
export function Panel({ title, aside, children, isFlush = false }: PanelProps) {
  const id = useId()
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.panelHeader}>
        <Title order={2} id={id} className={classes.panelTitle}>
          {title}
        </Title>
        {aside && <div className={classes.panelAside}>{aside}</div>}
      </header>
      <div className={isFlush ? classes.panelFlush : classes.panelBody}>{children}</div>
    </section>
  )
}
