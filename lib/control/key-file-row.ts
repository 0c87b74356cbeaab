import type { RemarkCode } from '@/lib/contract/key-preview'

/** A row as the file has it: fields by our names, values not yet checked. */
export type RawRow = { line: number; fields: ReadonlyMap<string, unknown> }
/** Something to say of a line (1 is the first). Never repeats a secret. */
export type Remark = { line: number; text: string; code: RemarkCode }
export type RawFile = { rows: RawRow[]; skipped: Remark[]; problems: Remark[] }
