/** What is asked of a tournament tree: node 1 is the root, a node's children are `2n` and `2n + 1`. */
type Tournament = {
  /** The first node that is a leaf. */
  leavesFrom(): number
  /** The slot that won below a node. */
  winnerBelow(node: number): number
  isPickable(slot: number): boolean
  beats(one: number, other: number): boolean
}

/**
 * The first few of a tournament, read from its tree without changing it: who came second lost to the first on the
 * first's way up, and so on. Costs a few times the tree's height, however many take part; makes nothing.
 */
export class Podium {
  /** Roots of subtrees whose winners are not placed yet, the best last, and those winners. */
  private readonly nodes: Int32Array
  private readonly slots: Int32Array
  private waitingCount = 0

  constructor(private readonly places: number) {
    this.nodes = new Int32Array(places)
    this.slots = new Int32Array(places)
  }

  /** Writes the best slots into `placed`, best first. */
  read(tournament: Tournament, placed: number[]): void {
    placed.length = 0
    this.waitingCount = 0
    this.wait(tournament, 1)
    while (this.waitingCount > 0 && placed.length < this.places) {
      this.waitingCount--
      const slot = this.slots[this.waitingCount] ?? 0
      placed.push(slot)
      if (placed.length < this.places) this.awaitLosers(tournament, this.nodes[this.waitingCount] ?? 0, slot)
    }
  }

  /** Whoever lost to the winner below a node may be next. */
  private awaitLosers(tournament: Tournament, from: number, winner: number): void {
    let node = from
    while (node < tournament.leavesFrom()) {
      const left = 2 * node
      const isLeft = tournament.winnerBelow(left) === winner
      this.wait(tournament, isLeft ? left + 1 : left)
      node = isLeft ? left : left + 1
    }
  }

  private wait(tournament: Tournament, node: number): void {
    const { nodes, slots, places } = this
    const slot = tournament.winnerBelow(node)
    if (!tournament.isPickable(slot)) return
    let place = 0
    while (place < this.waitingCount && tournament.beats(slot, slots[place] ?? 0)) place++
    if (this.waitingCount === places) {
      // the worst of those that wait has no place to hope for any more
      if (place === 0) return
      place--
      for (let at = 0; at < place; at++) this.move(at + 1, at)
    } else {
      for (let at = this.waitingCount; at > place; at--) this.move(at - 1, at)
      this.waitingCount++
    }
    nodes[place] = node
    slots[place] = slot
  }

  private move(from: number, to: number): void {
    this.nodes[to] = this.nodes[from] ?? 0
    this.slots[to] = this.slots[from] ?? 0
  }
}
