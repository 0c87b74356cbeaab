/** Why a file cannot be read. The English sentences are for programs; screens have their own under `said.aiFile`. */
export const FILE_TROUBLES = {
  encrypted: 'is encrypted: save it without a password',
  malformed: 'is damaged, or is not what its name says',
  'too-large': 'is too large',
  'too-many-entries': 'holds too many files',
  'too-many-pages': 'has too many pages',
  'too-slow': 'took too long to read',
  busy: 'cannot be read now, because too many others are being read: try again soon',
  'no-reader': 'cannot be read here: the server was started without npm run build',
  'no-text': 'holds no text',
  'unknown-kind': 'is of no kind that can be read: give a ZIP, CSV, PDF or text file',
  'not-linkedin': 'holds nothing that LinkedIn exports of a profile',
} as const
export type FileTroubleKind = keyof typeof FILE_TROUBLES

export type FileTrouble = { kind: FileTroubleKind; file: string }

/** Thrown where a file is read, and caught where its task is planned. */
export class UnreadableFile extends Error {
  constructor(readonly trouble: FileTrouble) {
    super(`${trouble.file} ${FILE_TROUBLES[trouble.kind]}.`)
  }
}

export function unreadable(kind: FileTroubleKind, file: string): UnreadableFile {
  return new UnreadableFile({ kind, file })
}
