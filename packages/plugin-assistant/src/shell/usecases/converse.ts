import {remembering} from '../domain/history.ts'
import {linesIn} from '../domain/line.ts'
import type {HistoryStore, Lines, Session} from '../domain/ports.ts'
import {numbered} from '../domain/shell-words.ts'
import type {Intent} from './interpret.ts'

export interface Conversation {
  readonly lines: Lines
  readonly session: Session
  readonly history: HistoryStore
  /** Aborted from outside: the conversation is over. */
  readonly signal: AbortSignal
  interpret(text: string): Promise<Intent>
  /** Prints an error. Returns its exit code. */
  tellError(error: unknown): number
  /** Shows the command line that a phrase means. */
  tellMeant(words: readonly string[]): void
  tellNote(text: string): void
  tellHowToLeave(): void
  clear(): void
}

/** Reads lines and does what they say until somebody leaves. Returns the exit code of the last one that failed, else 0. */
export async function converse(talk: Conversation): Promise<number> {
  let history = talk.history.load()
  let failed = 0
  let interruptions = 0
  while (!talk.signal.aborted) {
    const typed = await talk.lines.next(history)
    if (typed.kind === 'end') return failed
    interruptions = typed.kind === 'interrupt' && typed.wasEmpty ? interruptions + 1 : 0
    if (interruptions >= 2) talk.tellHowToLeave()
    if (typed.kind === 'interrupt') continue
    history = remembering(history, typed.text)
    talk.history.add(typed.text)
    const done = await each(linesIn(typed.text), {...talk, said: history})
    failed = done.code === 0 ? failed : done.code
    if (done.isOver) return failed
  }
  return failed
}

/** With the lines of before, the one that runs last. */
type Talk = Conversation & {readonly said: readonly string[]}

interface Done {
  readonly code: number
  readonly isOver: boolean
}

/** Does several lines in their order. Ctrl-C ends them all. */
async function each(lines: readonly string[], talk: Talk): Promise<Done> {
  let failed = 0
  for (const line of lines) {
    const {code, isOver} = await one(line, talk)
    if (code !== 0) failed = code
    if (isOver) return {code: failed, isOver}
    if (code === cancelled) break
  }
  return {code: failed, isOver: false}
}

const cancelled = 130

async function one(line: string, talk: Talk): Promise<Done> {
  try {
    const intent = await talk.interpret(line)
    if (intent.kind === 'leave') return {code: 0, isOver: true}
    if (intent.kind === 'clear') talk.clear()
    if (intent.kind === 'history')
      return {code: await talk.session.print(numbered(talk.said, intent.last), intent.tail), isOver: false}
    if (intent.kind !== 'run') return {code: 0, isOver: false}
    for (const note of intent.notes ?? []) talk.tellNote(note)
    for (const start of intent.starts) {
      if (start.isPhrase) talk.tellMeant(start.words)
      const code = await talk.session.run(start)
      if (code !== 0 || talk.signal.aborted) return {code, isOver: false}
    }
    return {code: 0, isOver: false}
  } catch (error) {
    return {code: talk.tellError(error), isOver: false}
  }
}
