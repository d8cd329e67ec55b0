import type {Context} from './context.ts'
import {isOmeError, OmeError} from './errors.ts'
import {confirm, input} from './prompt.ts'
import {inWordsOf} from './runtime.ts'
import {plain} from './text.ts'

/** Asks a person, or whoever pipes lines in. */
export interface Answers {
  /**
   * A line of text; what is in brackets when it is left blank. `check` throws for an answer that will not do: a person is
   * told why and asked again, while piped lines are taken as they are. Throws `cancelled` where no more answers come.
   */
  text(question: string, usual: string, check?: (answer: string) => void): Promise<string>
  /** No when it is left blank. */
  agrees(question: string): Promise<boolean>
}

/** @param instead what says the same without being asked, for errors: `the flags of sail` */
export const answersOf = (context: Surroundings, instead: string): Answers =>
  context.io.canPrompt ? typed(context, instead) : piped(context)

type Surroundings = Pick<Context, 'io' | 'signal' | 'bin'>

const typed = ({io, signal, bin}: Surroundings, instead: string): Answers => {
  const options = {io, signal, instead}
  return {
    async text(question, usual, check) {
      for (;;) {
        const answer = (await input(question, {...options, initial: usual})).trim() || usual
        const refusal = refusalOf(answer, check)
        if (!refusal) return answer
        const lines = [refusal.message, ...refusal.hints.map((hint) => `hint: ${inWordsOf(bin, hint)}`)]
        io.err(`${plain(lines.join('\n'))}\n`)
      }
    },
    agrees: (question) => confirm(question, options),
  }
}

function refusalOf(answer: string, check: ((answer: string) => void) | undefined): OmeError | undefined {
  try {
    check?.(answer)
    return undefined
  } catch (error) {
    if (isOmeError(error)) return error
    throw error
  }
}

function piped({io, signal}: Surroundings): Answers {
  const lines = linesOf(io.stdin)
  const next = async (question: string): Promise<string> => {
    io.err(question)
    const {done, value} = await lines.next()
    signal.throwIfAborted()
    if (done) {
      io.err('\n')
      throw new OmeError('cancelled', 'the answers ended before the last question, nothing was created')
    }
    io.err(`${value}\n`)
    return value.trim()
  }
  return {
    text: async (question, usual) => (await next(`${question}${usual === '' ? '' : ` [${usual}]`}: `)) || usual,
    agrees: async (question) => /^y(?:es)?$/i.test(await next(`${question} [y/N]: `)),
  }
}

async function* linesOf(stdin: NodeJS.ReadableStream): AsyncGenerator<string, undefined> {
  let rest = ''
  for await (const chunk of stdin) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  if (rest !== '') yield rest
  return undefined
}
