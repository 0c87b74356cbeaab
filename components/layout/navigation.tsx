import { useQuery } from '@tanstack/react-query'
import {
  Activity,
  Bell,
  Boxes,
  ChartColumn,
  FlaskConical,
  History,
  KeyRound,
  ListTree,
  Settings,
  Tornado,
} from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useFormatter, useTranslations } from 'next-intl'
import { UnknownErrorsLink } from '@/components/unknown-errors/unknown-errors-link'
import { openAlertsQuery } from '@/lib/client/alerts'
import classes from './layout.module.css'
import { PageLink } from './page-link'

/** Every page of the dashboard, in the order of the navigation. */
export const PAGES = [
  { name: 'overview', path: '/', icon: Activity },
  { name: 'services', path: '/services', icon: Boxes },
  { name: 'requests', path: '/requests', icon: ListTree },
  { name: 'usage', path: '/usage', icon: ChartColumn },
  { name: 'alerts', path: '/alerts', icon: Bell },
  { name: 'playground', path: '/playground', icon: FlaskConical },
  { name: 'lab', path: '/lab', icon: Tornado },
  { name: 'tokens', path: '/tokens', icon: KeyRound },
  { name: 'audit', path: '/audit', icon: History },
  { name: 'settings', path: '/settings', icon: Settings },
] as const

/** A key's page belongs to its service's. */
const SERVICES_TOO = /^\/(services|keys)(\/|$)/

/** The pages; the one that is open is marked. */
export function Navigation() {
  const t = useTranslations('layout.pages')
  const here = usePathname()
  return (
    <div className={classes.links}>
      {PAGES.map(({ name, path, icon }) => (
        <PageLink key={name} href={path} label={t(name)} icon={icon} isHere={isWithin(here, path)}>
          {name === 'alerts' && <OpenAlerts />}
        </PageLink>
      ))}
      <UnknownErrorsLink here={here} />
    </div>
  )
}

/** How many alerts wait for somebody; nothing when none does. */
function OpenAlerts() {
  const t = useTranslations('layout')
  const format = useFormatter()
  const { data: count = 0 } = useQuery(openAlertsQuery)
  if (count === 0) return null
  return (
    <span className={classes.waiting}>
      <span aria-hidden>{format.number(count)}</span>
      <span className={classes.spoken}>{t('openAlerts', { count })}</span>
    </span>
  )
}

function isWithin(here: string, path: string): boolean {
  if (path === '/') return here === '/'
  if (path === '/services') return SERVICES_TOO.test(here)
  return here === path || here.startsWith(`${path}/`)
}
