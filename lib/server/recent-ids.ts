const KEPT = 10_000

/** The newest ids, to know again what this process itself wrote. */
export class RecentIds {
  private readonly ids = new Set<string>()

  add(id: string): void {
    this.ids.add(id)
    if (this.ids.size > KEPT) this.ids.delete(this.ids.values().next().value ?? '')
  }

  has(id: string): boolean {
    return this.ids.has(id)
  }
}
