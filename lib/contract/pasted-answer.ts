/** An upstream's answer as people paste it. */
export type PastedAnswer = { status: number | null; headers: Record<string, string>; body: string }

const STATUS_LINE = /^HTTP\/[\d.]{1,4} +(\d{3})\b/i
const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}): ?(.*)$/

/**
 * Takes a text apart: status line, headers, an empty line, body, as `curl -i` prints it; the first two may be missing.
 * Header names come out in lower case. Never throws.
 */
export function readPastedAnswer(text: string): PastedAnswer {
  const plain = text.replaceAll('\r\n', '\n').replace(/^\s+/, '')
  const lines = plain.split('\n')
  const status = STATUS_LINE.exec(lines[0] ?? '')
  const headers: Record<string, string> = {}
  let at = status ? 1 : 0
  for (; at < lines.length; at++) {
    const [, name, value = ''] = HEADER.exec(lines[at] ?? '') ?? []
    if (name === undefined) break
    headers[name.toLowerCase()] = value.trim()
  }
  // without a status line and an empty line behind them they were the body's first words
  const isHead = status !== null || (at > 0 && lines[at] === '')
  if (!isHead) return { status: null, headers: {}, body: plain.trimEnd() }
  const body = lines.slice(lines[at] === '' ? at + 1 : at).join('\n')
  return { status: status ? Number(status[1]) : null, headers, body: body.trimEnd() }
}
