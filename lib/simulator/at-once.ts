import { judge } from './judge'
import { fillTrouble, UPSTREAMS } from './serve'
import type { Stage } from './stage'
import { replyChunkCount, replyTokens } from './upstream'
import type { Fault, SimulatedService } from './vocabulary'

/** A call to a simulated service that no network carries. `path` is the service's own, with its query. */
export type CallAtOnce = { method: string; path: string; headers: Readonly<Record<string, string>>; body: string }

/** What the service says to it. How long that takes, and what a mishap does to it, is for the one who plays it. */
export type SaidAtOnce =
  | { kind: 'refused'; status: number; headers: Record<string, string>; body: string }
  | {
      kind: 'answered'
      headers: Record<string, string>
      mishap: Fault | null
      isStream: boolean
      /** How long a stream lasts at its own pace. */
      streamMs: number
      /** The bytes of the service's error within a stream. */
      streamError: string
      tokensIn: number
      tokensOut: number
    }

/** Judges a call as the server does, at the stage's own time: its limits, faults and keys, and the shapes of its words. */
export function sayAtOnce(stage: Stage, service: SimulatedService, secret: string, call: CallAtOnce): SaidAtOnce {
  const upstream = UPSTREAMS[service]
  const [path = '', query = ''] = call.path.split('?')
  const now = stage.now()
  const request = {
    place: { service, path, query },
    headers: call.headers,
    secret,
    url: call.path,
    body: Buffer.from(call.body),
  }
  const verdict = judge(stage, upstream, upstream.route(call.method, path, query), request, now)
  if (verdict.kind === 'refuse') {
    const known = { model: verdict.asked?.model ?? null, secret, serial: 0 }
    const { status, headers, body } = upstream.refuse(fillTrouble(verdict.trouble, known, call.path, now))
    return {
      kind: 'refused',
      status,
      headers: asRecord(headers),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }
  }
  const { asked, known, spent, mishap } = verdict
  return {
    kind: 'answered',
    headers: asRecord(upstream.headers(known.key, spent, 0, now)),
    mishap,
    isStream: asked.isStream,
    streamMs: asked.isStream ? replyChunkCount(asked) * asked.reply.paceMs : 0,
    streamError: asked.isStream ? upstream.script(asked).error : '',
    tokensIn: asked.promptTokens,
    tokensOut: replyTokens(asked),
  }
}

function asRecord(flat: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (let at = 0; at + 1 < flat.length; at += 2) record[(flat[at] ?? '').toLowerCase()] = flat[at + 1] ?? ''
  return record
}
