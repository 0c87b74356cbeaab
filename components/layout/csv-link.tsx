import { Button } from '@mantine/core'
import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'

type CsvLinkProps = {
  /** Where the table comes from: `/api/admin/requests`. */
  path: string
  /** What is asked of it, as its screen asks. */
  question?: Readonly<Record<string, string | number | undefined>>
  /** What the table is called. */
  table: string
}

/** The whole table as a file. The browser itself shows how far it is, and can give it up. */
export function CsvLink({ path, question = {}, table }: CsvLinkProps) {
  const t = useTranslations('layout.csv')
  const given = Object.entries(question).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const query = new URLSearchParams([...given, ['format', 'csv']])
  return (
    <Button
      component="a"
      href={`${path}?${query}`}
      download
      size="compact-sm"
      variant="default"
      aria-label={t('name', { table })}
      leftSection={<Download size={14} aria-hidden />}
    >
      {t('label')}
    </Button>
  )
}
