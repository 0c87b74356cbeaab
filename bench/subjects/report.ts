/** What a subject tells the harness: where it listens, and on demand what it has used. */
export type SubjectMessage =
  | { kind: 'listening'; port: number }
  | { kind: 'used'; cpuUs: number; rssBytes: number; facts: Readonly<Record<string, number>> }

export function reportListening(port: number, facts: () => Record<string, number> = () => ({})): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    tell({ kind: 'used', cpuUs: user + system, rssBytes: process.memoryUsage.rss(), facts: facts() })
  })
  tell({ kind: 'listening', port })
}

function tell(message: SubjectMessage): void {
  process.send?.(message)
}
