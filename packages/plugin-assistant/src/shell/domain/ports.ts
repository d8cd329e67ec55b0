import type {Definition} from '../../calls/domain/definition.ts'
import type {Topic, Vocabulary} from '../../language/domain/intent.ts'
import type {Offered} from './editor-state.ts'

/** What the shell knows of the commands that are installed. */
export interface Commands {
  /** The command that words lead to, with how many operands it takes at most and the words left for it. */
  find(words: readonly string[]): Promise<FoundCommand | undefined>
  definition(words: string): Promise<Definition | undefined>
  /** All there are. */
  definitions(): Promise<readonly Definition[]>
  /** Names of clusters that may be chosen. Asks no cluster. */
  contexts(): Promise<readonly string[]>
}

/** What the words of a phrase may mean in the cluster; empty where it does not say so in time. */
export type Names = (topics: readonly Topic[]) => Promise<Vocabulary>

export interface FoundCommand {
  readonly words: string
  readonly mostOperands: number
  readonly argv: readonly string[]
}

/** One command of the session. */
export interface Start {
  readonly words: readonly string[]
  /** They are those of a phrase, not as typed. */
  readonly isPhrase: boolean
  readonly tail?: Tail
}

/** What a shell gets for the output: `less`, `grep x | wc -l`, `> file`. */
export interface Tail {
  readonly kind: 'pipe' | 'file'
  readonly text: string
}

/** Runs the commands of a session, one after another. */
export interface Session {
  /** Resolves to the exit code; whatever went wrong was printed. */
  run(start: Start): Promise<number>
  /** Prints what the shell itself says. */
  print(text: string, tail?: Tail): Promise<number>
}

/** How a line ended. */
export type Typed =
  | {readonly kind: 'line'; readonly text: string}
  /** Ctrl-C; the text was thrown away. */
  | {readonly kind: 'interrupt'; readonly wasEmpty: boolean}
  | {readonly kind: 'end'}

/** Lines that a person types or a program pipes in. */
export interface Lines {
  next(history: readonly string[]): Promise<Typed>
}

/** Lines of before, for the next time. */
export interface HistoryStore {
  load(): readonly string[]
  add(line: string): void
}

/** Finds what fits at the end of a text. */
export type Complete = (text: string) => Promise<Offered>
