import { findTopLevel, readTopLevelFlag } from '@/lib/catalog/scan'

/**
 * A stream of OpenAI's dialect says what was used only where it was asked to (`stream_options.include_usage`, OpenAI's
 * API reference): then a last chunk without choices tells it, and all others carry `"usage": null`. For a caller who did
 * not ask, the wish is added on the way up, and its answer is taken out on the way down.
 */

const WISH = Buffer.from('"stream_options":{"include_usage":true},')
const OPEN_BRACE = 0x7b

/** The body with the wish in it; `null`: it is no stream, or its caller said something of `stream_options` already. */
export function withUsageWish(body: Buffer): Buffer | null {
  if (!readTopLevelFlag(body, 'stream', body.length)) return null
  if (findTopLevel(body, 'stream_options', body.length) !== null) return null
  const start = body.indexOf(OPEN_BRACE) + 1
  return Buffer.concat([body.subarray(0, start), WISH, body.subarray(start)])
}

const EVENT_END = /\r?\n\r?\n/g
/** Longer than any event; what is longer is none, and passes as it is. */
const EVENT_MAX_CHARS = 256 * 1024

/** Takes out of an event stream what its caller did not ask for. Chunks come and go as they are in all else. */
export class UsageFilter {
  private waiting = ''

  /** What of the stream may go on, in latin1 so that every byte stays what it is; `null`: nothing yet. */
  pass(chunk: Buffer): Buffer | null {
    const text = this.waiting + chunk.toString('latin1')
    const end = endOfEvents(text)
    const isRunaway = text.length - end > EVENT_MAX_CHARS
    this.waiting = isRunaway ? '' : text.slice(end)
    return bytesOf(isRunaway ? text : withoutUsage(text.slice(0, end)))
  }

  /** What is left when the stream has ended, whole event or not. */
  rest(): Buffer | null {
    const { waiting } = this
    this.waiting = ''
    return bytesOf(withoutUsage(waiting))
  }
}

function endOfEvents(text: string): number {
  const ends = ['\n\n', '\r\n\r\n'].map(end => {
    const at = text.lastIndexOf(end)
    return at === -1 ? 0 : at + end.length
  })
  return Math.max(...ends)
}

function bytesOf(text: string): Buffer | null {
  return text === '' ? null : Buffer.from(text, 'latin1')
}

/** In generated text quotes are escaped, so that none of it can look like the field. */
const NO_USAGE = /,\s?"usage"\s?:\s?null|"usage"\s?:\s?null\s?,\s?/
const USAGE = /"usage"\s?:\s?\{/
const NO_CHOICES = /"choices"\s?:\s?\[\s?\]/

function withoutUsage(events: string): string {
  if (!events.includes('"usage"')) return events
  let kept = ''
  let from = 0
  const add = (event: string) => {
    if (!(USAGE.test(event) && NO_CHOICES.test(event))) kept += event.replace(NO_USAGE, '')
  }
  for (const end of events.matchAll(EVENT_END)) {
    const to = end.index + end[0].length
    add(events.slice(from, to))
    from = to
  }
  add(events.slice(from))
  return kept
}
