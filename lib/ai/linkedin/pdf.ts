import { getDocumentProxy } from 'unpdf'
import { TEXT_MAX_CHARS } from './text-limit'
import { unreadable } from './unreadable-file'

/** A profile that LinkedIn saves has at most some ten pages. */
const PAGES_MAX = 60
const QUIET = 0

/** The text of a PDF, page after page. @throws UnreadableFile */
export async function readPdf(file: string, bytes: Uint8Array): Promise<string> {
  const document = await open(file, bytes)
  try {
    if (document.numPages > PAGES_MAX) throw unreadable('too-many-pages', file)
    let text = ''
    for (let number = 1; number <= document.numPages; number++) {
      const { items } = await (await document.getPage(number)).getTextContent()
      for (const item of items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str
      if (text.length > TEXT_MAX_CHARS) throw unreadable('too-large', file)
      text += '\n'
    }
    return text
  } finally {
    await document.destroy()
  }
}

async function open(file: string, bytes: Uint8Array) {
  try {
    // it takes the bytes for itself
    return await getDocumentProxy(Uint8Array.from(bytes), {
      verbosity: QUIET,
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
    })
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException'
    throw unreadable(isLocked ? 'encrypted' : 'malformed', file)
  }
}
