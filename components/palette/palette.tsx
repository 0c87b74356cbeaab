'use client'

import '@mantine/spotlight/styles.css'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { Boxes, KeyRound, Search, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { PAGES } from '@/components/layout/navigation'
import { useProblemWords } from '@/components/layout/problem-words'
import { searchQuery } from '@/lib/client/search'
import classes from './palette.module.css'

const [store, spotlight] = createSpotlight()

/** Finds any page, service or key by a few letters, and goes there. Opens whenever `askedCount` grows. */
export function Palette({ askedCount }: { askedCount: number }) {
  const t = useTranslations('palette')
  const [query, setQuery] = useState('')
  const router = useRouter()
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once more
  useEffect(() => spotlight.open(), [askedCount])
  const go = (path: string) => () => router.push(path)
  const pages = usePages().filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()))
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': t('title') } }}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      transitionProps={{ duration: 0 }}
    >
      <Spotlight.Search
        placeholder={t('placeholder')}
        aria-label={t('title')}
        leftSection={<Search size={17} aria-hidden />}
      />
      <Spotlight.ActionsList>
        <PageActions pages={pages} go={go} />
        <FoundActions query={query.trim()} pages={pages} go={go} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** Spotlight chooses when letters come; what the server found stands there only later, and Enter should open it too. */
function chooseFirst(): void {
  const { listId, query } = store.getState()
  const list = document.getElementById(listId)
  if (query === '' || !list || list.querySelector('[data-selected]')) return
  list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
  store.updateState(state => ({ ...state, selected: 0 }))
}

type ActionsProps = { pages: ReturnType<typeof usePages>; go(path: string): () => void }

function PageActions({ pages, go }: ActionsProps) {
  const t = useTranslations('palette')
  if (pages.length === 0) return null
  return (
    <Spotlight.ActionsGroup label={t('pages')}>
      {pages.map(({ path, label, icon: Icon }) => (
        <Spotlight.Action
          key={path}
          label={label}
          leftSection={<Icon size={17} aria-hidden />}
          onClick={go(path)}
          className={classes.action}
        />
      ))}
    </Spotlight.ActionsGroup>
  )
}

function usePages() {
  const names = useTranslations('layout.pages')
  const t = useTranslations('palette')
  return [
    ...PAGES.map(({ name, path, icon }) => ({ path, icon, label: names(name) })),
    { path: '/keys/add', icon: KeyRound, label: t('addKeys') },
    { path: '/keys/removed', icon: Trash2, label: t('removedKeys') },
  ]
}

/** What the server finds; with nothing typed, the services alone. */
function FoundActions({ query, pages, go }: ActionsProps & { query: string }) {
  const t = useTranslations('palette')
  const say = useProblemWords()
  const { data, error } = useQuery(searchQuery(query))
  const statuses = useTranslations('standing.status')
  // biome-ignore lint/correctness/useExhaustiveDependencies: other answers stand there
  useEffect(chooseFirst, [data])
  if (error) return <Spotlight.Empty>{say(error)}</Spotlight.Empty>
  const keys = query === '' ? [] : (data?.keys ?? [])
  const services = data?.services ?? []
  if (data && keys.length + services.length + pages.length === 0)
    return <Spotlight.Empty>{t('nothing')}</Spotlight.Empty>
  return (
    <>
      {services.length > 0 && (
        <Spotlight.ActionsGroup label={t('services')}>
          {services.map(({ id, label, keyCount }) => (
            <Spotlight.Action
              key={id}
              label={label}
              description={t('keyCount', { count: keyCount })}
              leftSection={<Boxes size={17} aria-hidden />}
              onClick={go(`/services/${encodeURIComponent(id)}`)}
              className={classes.action}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {keys.length > 0 && (
        <Spotlight.ActionsGroup label={t('keys')}>
          {keys.map(({ id, name, masked, serviceLabel, status }) => (
            <Spotlight.Action
              key={id}
              label={name}
              description={t('key', { service: serviceLabel, masked, status: statuses(status) })}
              leftSection={<KeyRound size={17} aria-hidden />}
              onClick={go(`/keys/${id}`)}
              className={classes.action}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
    </>
  )
}
