import {OmeError} from '@ome/sdk/errors'
import type {Ability, Chat, ChatBody} from './chat.ts'
import type {Commands, RunOutcome} from './ports.ts'
import {redactText, redactValue} from './redact-text.ts'

export interface RecordedRun {
  readonly words: readonly string[]
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Everything that one request took from outside, without secrets: enough to go through it again. */
export interface AssistantRecord {
  readonly text: string
  readonly createdAt: string
  readonly place: {readonly context?: string; readonly namespace: string}
  /** Absent where the rules answered. */
  readonly model?: {readonly name: string; readonly place: string; readonly ability: Ability}
  readonly exchanges: readonly {readonly request: ChatBody; readonly answer: unknown}[]
  readonly runs: readonly RecordedRun[]
}

export interface Recorder {
  readonly chat: (chat: Chat, ability: Ability) => Chat
  readonly commands: (commands: Commands, print: (run: RunOutcome) => void) => Commands
  readonly record: () => Pick<AssistantRecord, 'model' | 'exchanges' | 'runs'>
}

export function newRecorder(): Recorder {
  const exchanges: {request: ChatBody; answer: unknown}[] = []
  const runs: RecordedRun[] = []
  let model: AssistantRecord['model']
  return {
    chat(chat, ability) {
      model = {name: chat.model, place: chat.place, ability}
      return {
        ...chat,
        async ask(request) {
          const answer = await chat.ask(request)
          exchanges.push({request: redactValue(request) as ChatBody, answer: redactValue(answer)})
          return answer
        },
      }
    },
    commands: (commands, print) => {
      const capture: Commands['capture'] = async (words, bounds) => {
        const outcome = await commands.capture(words, bounds)
        const {code, out, err} = outcome
        runs.push({words: words.map(redactText), code, out: redactText(out), err: redactText(err)})
        return outcome
      }
      const show: Commands['show'] = async (words) => {
        const outcome = await capture(words, {limit: 1024 * 1024, timeoutMs: 3_600_000})
        print(outcome)
        return outcome.code
      }
      return {...commands, capture, show}
    },
    record: () => ({exchanges, runs, ...(model && {model})}),
  }
}

/** Answers in the order they were recorded. */
export function replayedChat(
  {exchanges}: AssistantRecord,
  {name, place}: {readonly name: string; readonly place: string},
): Chat {
  const left = [...exchanges]
  return {
    place,
    model: name,
    async ask() {
      const next = left.shift()
      if (!next) throw new OmeError('failed', 'the record holds no further answer')
      return next.answer
    },
    contextTokens: async () => undefined,
  }
}

/** Outcomes by their words, and nothing is run. */
export function replayedCommands(
  {runs, place}: AssistantRecord,
  definitions: Commands['definitions'],
  print: (run: RunOutcome) => void,
): Commands {
  const capture: Commands['capture'] = async (words) => {
    const line = words.map(redactText).join('\u0000')
    const found = runs.find((run) => run.words.join('\u0000') === line)
    if (!found) throw new OmeError('failed', `the record holds no outcome of "${words.join(' ')}"`)
    return {...found, leftOut: 0}
  }
  return {
    definitions,
    capture,
    async show(words) {
      const outcome = await capture(words, {limit: 0, timeoutMs: 0})
      print(outcome)
      return outcome.code
    },
    target: async () => place,
  }
}
