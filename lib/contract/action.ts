import type { Problem } from './problem'

/** What a server action answers: a refusal is a value, because Next hides the message of a thrown error. */
export type ActionAnswer<Answer> = { kind: 'done'; answer: Answer } | { kind: 'refused'; problem: Problem }

/** A server action as a screen gets it. The server parses the input again, whatever the type promises. */
export type OperatorAction<Input, Answer> = (input: Input) => Promise<ActionAnswer<Answer>>
