import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useDeed } from '@/components/keys/use-deed'
import { CsvLink } from '@/components/layout/csv-link'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { pricesQuery } from '@/lib/client/prices'
import type { OwnPriceView, Prices } from '@/lib/contract/prices'
import { PriceTable } from './price-table'
import { EMPTY_PRICE, type PriceValues, valuesOfPrice } from './price-values'
import classes from './settings.module.css'
import type { PriceActions } from './settings-actions'
import { UnpricedList } from './unpriced-list'

/** Comes when a price is set or changed. */
const PriceDialog = dynamic(() => import('./price-dialog').then(({ PriceDialog }) => PriceDialog), { ssr: false })

/** What an operator says that models cost, and which models in use have no price; a viewer reads it. */
export function PricesPanel({ actions }: { actions: PriceActions | null }) {
  const t = useTranslations('settings.prices')
  const say = useProblemWords()
  const { data, error } = useQuery(pricesQuery)
  const [open, setOpen] = useState<PriceValues | null>(null)
  return (
    <Panel
      title={<span id="prices">{t('title')}</span>}
      aside={data && data.prices.length > 0 && <CsvLink path="/api/admin/prices" table={t('title')} />}
    >
      <p className={classes.note}>{t('lead')}</p>
      <p role="alert" className={classes.refusal}>
        {error && data === undefined && say(error)}
      </p>
      {data && data.unpriced.length > 0 && (
        <UnpricedList
          models={data.unpriced}
          days={data.days}
          onPrice={actions && (({ service, model }) => setOpen({ ...EMPTY_PRICE, service, model: model || '*' }))}
        />
      )}
      {data && data.prices.length > 0 && <Own prices={data} actions={actions} onOpen={setOpen} />}
      {data && data.prices.length === 0 && (
        <p className={classes.note} style={{ marginTop: 12 }}>
          {t('none')}
        </p>
      )}
      {actions && data && (
        <div className={classes.buttons}>
          <Button
            variant="default"
            leftSection={<Plus size={16} aria-hidden />}
            onClick={() => setOpen({ ...EMPTY_PRICE, service: data.services[0]?.id ?? '' })}
          >
            {t('add')}
          </Button>
        </div>
      )}
      {actions && open && data && (
        <PriceDialog before={open} services={data.services} actions={actions} onClose={() => setOpen(null)} />
      )}
    </Panel>
  )
}

type OwnProps = { prices: Prices; actions: PriceActions | null; onOpen(values: PriceValues): void }

function Own({ prices: { prices, services }, actions, onOpen }: OwnProps) {
  return actions === null ? (
    <PriceTable prices={prices} services={services} deeds={null} />
  ) : (
    <ChangingTable prices={prices} services={services} actions={actions} onOpen={onOpen} />
  )
}

type ChangingTableProps = Pick<Prices, 'prices' | 'services'> & { actions: PriceActions } & Pick<OwnProps, 'onOpen'>

function ChangingTable({ prices, services, actions, onOpen }: ChangingTableProps) {
  const t = useTranslations('settings.prices')
  const deed = useDeed(actions.undo)
  const deeds = {
    change: (price: OwnPriceView) => onOpen(valuesOfPrice(price)),
    remove: ({ service, model }: OwnPriceView) =>
      void deed.run(actions.remove, { service, model }, t('removed', { model })),
  }
  return <PriceTable prices={prices} services={services} deeds={deeds} />
}
