import type { ControlContext } from './context'

export type CsvCell = string | number | boolean | null

/** A list that can be taken away as a table: its columns, and its rows page by page. */
export type CsvTable<Input> = {
  /** What the file is called, before its date: `requests`. */
  name: string
  columns: readonly string[]
  pages(ctx: ControlContext, input: Input): AsyncIterable<readonly (readonly CsvCell[])[]>
}

/** A table of rows, of each of which every column reads a cell. */
export function csvTable<Input, Row>(
  name: string,
  columns: Readonly<Record<string, (row: Row) => CsvCell>>,
  rows: (ctx: ControlContext, input: Input) => AsyncIterable<readonly Row[]>,
): CsvTable<Input> {
  const reads = Object.values(columns)
  return {
    name,
    columns: Object.keys(columns),
    async *pages(ctx, input) {
      for await (const page of rows(ctx, input)) yield page.map(row => reads.map(read => read(row)))
    },
  }
}
