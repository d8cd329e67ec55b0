import type {Context} from './context.ts'
import {OmeError} from './errors.ts'
import {confirm, input} from './prompt.ts'

/** Asks a person, or whoever pipes lines in. */
export interface Answers {
  /** A line of text; what is in brackets when it is left blank. Throws `cancelled` where no more answers come. */
  text(question: string, usual: string): Promise<string>
  /** No when it is left blank. */
  agrees(question: string): Promise<boolean>
}

/** @param instead what says the same without being asked, for errors: `the flags of sail` */
export const answersOf = (context: Pick<Context, 'io' | 'signal'>, instead: string): Answers =>
  context.io.canPrompt ? typed(context, instead) : piped(context)

const typed = ({io, signal}: Pick<Context, 'io' | 'signal'>, instead: string): Answers => {
  const options = {io, signal, instead}
  return {
    text: async (question, usual) => (await input(question, {...options, initial: usual})).trim() || usual,
    agrees: (question) => confirm(question, options),
  }
}

function piped({io, signal}: Pick<Context, 'io' | 'signal'>): Answers {
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
