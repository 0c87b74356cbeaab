import type { Attempted, Rotated, RotationPorts, RotationRequest } from './rotation-request'
import { Round } from './round'

/**
 * The one loop: lease a key, try it, settle, and go on with the next key while that can help. The gateway and
 * `withKey` both turn it, each with its own `attempt`.
 */
export async function rotate<T>(ports: RotationPorts, request: RotationRequest<T>): Promise<Rotated<T>> {
  const round = new Round(ports, request)
  ports.pools.countRequest(request.service.id)
  let rotated: Rotated<T> | null = null
  while (rotated === null) {
    const leased = round.lease()
    if ('kind' in leased) {
      rotated = round.endsBound() ?? ((await round.mayWait(leased)) ? null : round.giveUp(leased))
      continue
    }
    const turn = round.begin(leased)
    let attempted: Attempted<T>
    try {
      attempted = await request.attempt(round.asked(turn))
    } catch (bug) {
      attempted = round.afterBug(turn, bug)
    }
    rotated = round.conclude(turn, attempted)
  }
  round.recordHeld(!request.isRefusedAfter(rotated))
  return rotated
}
