import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {input} from '@ome/sdk/prompt'

const longest = 1024 * 1024

/**
 * The questions of a chat: the one on the command line; else all of standard input; else, on a terminal, one after the
 * other until an empty line.
 */
export async function* questions(
  typed: string | undefined,
  {io, signal}: Pick<Context, 'io' | 'signal'>,
): AsyncGenerator<string> {
  if (typed !== undefined) {
    yield typed
    return
  }
  if (!io.canPrompt) {
    yield await piped(io.stdin)
    return
  }
  for (let first = true; ; first = false) {
    const question = await asked(first ? 'You (empty line ends)' : 'You', {io, signal})
    if (question === '') return
    yield question
  }
}

/** Ctrl-C at the prompt leaves a conversation like an empty line does. */
async function asked(prompt: string, {io, signal}: Pick<Context, 'io' | 'signal'>): Promise<string> {
  try {
    return (await input(prompt, {io, signal, instead: 'the question, in quotes'})).trim()
  } catch (error) {
    if (isOmeError(error) && error.kind === 'cancelled' && !signal.aborted) return ''
    throw error
  }
}

async function piped(stdin: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stdin) {
    text += chunk.toString()
    if (text.length > longest) throw new OmeError('usage', 'the question on standard input is longer than 1 MiB')
  }
  if (text.trim() === '') {
    throw new OmeError('usage', 'there is no question', [
      "type it behind the name: ome chat service NAME 'your question'",
    ])
  }
  return text.trim()
}
