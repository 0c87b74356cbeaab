import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import classes from './alerts.module.css'

const SECTIONS = [
  { name: 'alerts', path: '/alerts' },
  { name: 'channels', path: '/alerts/channels' },
  { name: 'rules', path: '/alerts/rules' },
] as const

/** From alerts to who hears of them, and to when they are raised. */
export function AlertSections() {
  const t = useTranslations('alerts.sections')
  const here = usePathname()
  return (
    <nav aria-label={t('title')} className={classes.sections}>
      {SECTIONS.map(({ name, path }) => (
        <Link key={name} href={path} className={classes.section} aria-current={here === path ? 'page' : undefined}>
          {t(name)}
        </Link>
      ))}
    </nav>
  )
}
