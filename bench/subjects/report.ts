/** What a subject tells the harness: where it listens. */
export type SubjectMessage = { port: number }

export function reportListening(port: number): void {
  process.send?.({ port } satisfies SubjectMessage)
}
