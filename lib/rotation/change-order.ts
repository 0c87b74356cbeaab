const NONE = -1

/**
 * In which order the members of a list last changed, so that whoever looks now and then looks at those alone that
 * changed since. A change costs a few writes and makes nothing, however many look.
 */
export class ChangeOrder {
  /** At which revision each member last changed; 0: never. */
  private revisions = new Float64Array(0)
  private newer = new Int32Array(0)
  private older = new Int32Array(0)
  private newest = NONE

  /** @param revision higher than, or as high as, any before */
  note(member: number, revision: number): void {
    if (member >= this.revisions.length) this.grow(member + 1)
    if (this.newest !== member) this.moveUp(member)
    this.revisions[member] = revision
  }

  /** Those that changed after a revision, the newest first. */
  since(revision: number): number[] {
    const members: number[] = []
    let member = this.newest
    while (member !== NONE && (this.revisions[member] ?? 0) > revision) {
      members.push(member)
      member = this.older[member] ?? NONE
    }
    return members
  }

  private moveUp(member: number): void {
    const { newer, older, newest } = this
    if ((this.revisions[member] ?? 0) > 0) {
      const after = newer[member] ?? NONE
      const before = older[member] ?? NONE
      if (after !== NONE) older[after] = before
      if (before !== NONE) newer[before] = after
    }
    newer[member] = NONE
    older[member] = newest
    if (newest !== NONE) newer[newest] = member
    this.newest = member
  }

  private grow(count: number): void {
    const size = Math.max(16, 2 * this.revisions.length, count)
    const revisions = new Float64Array(size)
    revisions.set(this.revisions)
    this.revisions = revisions
    this.newer = enlarged(this.newer, size)
    this.older = enlarged(this.older, size)
  }
}

function enlarged(old: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const fresh = new Int32Array(size).fill(NONE)
  fresh.set(old)
  return fresh
}
