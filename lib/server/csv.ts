import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ControlContext } from '@/lib/control/context'
import type { CsvCell, CsvTable } from '@/lib/control/csv-table'

/** More rows than a spreadsheet takes; the last line then says that there were more. */
const CSV_ROWS_MAX = 1_000_000

/** Spreadsheets take a file without it for one of their own old code page. */
const BYTE_ORDER_MARK = '\uFEFF'

/** Whether a request wants a table: a person's link says `format=csv`, a program `Accept: text/csv`. */
export function wantsCsv(request: Request): boolean {
  return isForSpreadsheet(request) || (request.headers.get('accept') ?? '').includes('text/csv')
}

function isForSpreadsheet(request: Request): boolean {
  return new URL(request.url).searchParams.get('format') === 'csv'
}

/**
 * A table as it is read: one page in memory, the next one when the reader has taken it, and no more once it has left.
 * What is wrong with the question is thrown before anything is sent; trouble later breaks the download off visibly.
 */
export async function answerCsv<Input>(
  table: CsvTable<Input>,
  ctx: ControlContext,
  input: Input,
  request: Request,
): Promise<Response> {
  const lines = linesOf(table, ctx, input)
  const { value: first = '' } = await lines.next()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      start: stream => stream.enqueue(encoder.encode(isForSpreadsheet(request) ? BYTE_ORDER_MARK + first : first)),
      pull: async stream => {
        const { done, value } = await lines.next()
        if (done) stream.close()
        else stream.enqueue(encoder.encode(value))
      },
      cancel: async () => void (await lines.return()),
    },
    { highWaterMark: 1 },
  )
  const day = new Date(ctx.now()).toISOString().slice(0, 10)
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="keywheel-${table.name}-${day}.csv"`,
      'cache-control': 'no-store',
    },
  })
}

/** The heads with the first page, then page by page. */
async function* linesOf<Input>(
  table: CsvTable<Input>,
  ctx: ControlContext,
  input: Input,
): AsyncGenerator<string, void> {
  let heads = csvLine(table.columns)
  let count = 0
  for await (const page of table.pages(ctx, input)) {
    const room = CSV_ROWS_MAX - count
    count += page.length
    yield heads + page.slice(0, room).map(csvLine).join('')
    heads = ''
    if (count > CSV_ROWS_MAX) {
      yield csvLine([`cut after ${CSV_ROWS_MAX} rows`])
      return
    }
    // SQLite answers on this thread: whoever waits has a turn between two pages
    await nextTurn()
  }
  if (heads !== '') yield heads
}

/** One line by RFC 4180. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** A spreadsheet begins a formula there: at the start of a cell, or of what another separator than ours makes one. */
const FORMULA = /(^|[;|\t\r\n])(?=[=+\-@＝＋－＠])/g
/** Some skip it, and read on. */
const SKIPPED = /^(?=[\t\r\n])/

/** Of a fraction; what is beyond them comes from adding up. */
const DIGITS = 12

/** What a spreadsheet would run as a formula is a text with an apostrophe before it; numbers are numbers. */
function csvCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number' && !Number.isInteger(cell)) return String(Number(cell.toPrecision(DIGITS)))
  if (typeof cell !== 'string') return String(cell)
  const text = cell.replace(FORMULA, "$1'").replace(SKIPPED, "'")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
