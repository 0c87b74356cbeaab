import type { LucideIcon } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import classes from './layout.module.css'

type PageLinkProps = { href: string; label: string; icon: LucideIcon; isHere: boolean; children?: ReactNode }

/** One line of the navigation: a page, and behind its name what waits there. */
export function PageLink({ href, label, icon: Icon, isHere, children }: PageLinkProps) {
  return (
    <Link href={href} className={classes.link} aria-current={isHere ? 'page' : undefined}>
      <Icon size={17} aria-hidden />
      <span className={classes.linkText}>{label}</span>
      {children}
    </Link>
  )
}
