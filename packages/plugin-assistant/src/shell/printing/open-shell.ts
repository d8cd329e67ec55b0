import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {reportError} from '@ome/sdk/runtime'
import {paintOf} from '@ome/sdk/style'
import {displayWidth, plain} from '@ome/sdk/text'
import {readVocabulary} from '../../assist/usecases/read-vocabulary.ts'
import {lineOf} from '../../calls/domain/command-line.ts'
import {shellParts} from '../compose.ts'
import type {Names} from '../domain/ports.ts'
import {type Conversation, converse} from '../usecases/converse.ts'
import {interpret} from '../usecases/interpret.ts'
import {isProductionContext, promptFor, type Target} from '../views/prompt.ts'
import {screenOf} from '../views/screen.ts'

/** As Ctrl-L does it. */
const clearScreen = '\u001b[H\u001b[2J'
const greeting = 'commands without "ome" in front, or phrases such as: scale NAME to 5; help, exit\n'

/** Reads lines and runs them until somebody leaves. Returns the exit code of the last one that failed, else 0. */
export async function openShell(context: Context, flags: readonly string[]): Promise<number> {
  const {io, signal, env} = context
  const parts = await shellParts(context, flags)
  const tellError = (error: unknown): number =>
    reportError(error, io, {bin: 'ome', output: undefined, debug: Boolean(env['OME_DEBUG'])})
  let lookup = new AbortController()
  const names: Names = async (topics) => {
    lookup = new AbortController()
    const place = await parts.runner.target()
    const definitions = await parts.commands.definitions()
    const looking = {...parts.looking(lookup.signal), definitions}
    const found = await readVocabulary(looking, topics, {...place, connection: flags})
    lookup.signal.throwIfAborted()
    return found
  }
  const talk: Omit<Conversation, 'lines'> = {
    session: parts.session,
    history: parts.history,
    signal,
    interpret: (text) => interpret(text, {commands: parts.commands, names, home: parts.home, now: context.now}),
    tellError,
    tellMeant: (words) => io.err(`${paintOf(io).tone(lineOf('ome', words.map(plain)), 'muted')}\n`),
    tellNote: (text) => io.err(`note: ${plain(text)}\n`),
    tellHowToLeave: () => io.err('to leave: exit, or Ctrl-D\n'),
    clear: () => io.canPrompt && io.err(clearScreen),
  }
  if (!io.canPrompt) return converse({...talk, lines: parts.piped()})

  let target: Target = {}
  const lines = parts.reader({
    async prepare() {
      target = await parts.runner.target().catch(() => ({}))
    },
    draw: (editor, room) => screenOf(editor, promptFor(target, isProduction(target, context), io), room),
    widthOf: (row) => displayWidth(plain(row)),
  })
  const stay = parts.runner.attend({
    interrupted() {
      if (!parts.session.interrupt()) lookup.abort(new OmeError('cancelled', 'cancelled'))
    },
    stray: (error) =>
      void reportError(error, Object.create(io, {err: {value: lines.say}}), {bin: 'ome', output: undefined}),
  })
  io.err(greeting)
  try {
    return await converse({...talk, lines})
  } finally {
    stay()
  }
}

function isProduction({context: name}: Target, {settings}: Context): boolean {
  const patterns = settings.get('interactive.production')
  return isProductionContext(name, typeof patterns === 'string' ? patterns : undefined)
}
