import type {CommandRunner, FoundCommand} from '@ome/sdk/command-runner'
import type {Context, Folders, Io} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {completionOf} from '../completion/complete.ts'
import {makeContext} from '../context/context.ts'
import {settingText} from '../context/target.ts'
import type {Launch} from '../launch/launch.ts'
import {presentIndex, runWords, settingsOf, speakAs} from '../launch/run-words.ts'
import type {Interruption} from '../launch/signals.ts'
import {calledAs} from '../personality/choose.ts'
import {expandAlias} from '../routes/expand-alias.ts'
import {findRoute} from '../routes/find-route.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {Definitions, installedCommand, installedCommands} from './installed-commands.ts'
import {runWatch} from './run-watch.ts'

interface RunnerWorld {
  readonly launch: Launch
  readonly folders: Folders
  readonly env: Context['env']
  readonly cwd: string
  /** Name the program was called by, and the words that chose another one. */
  readonly program: string
  readonly spokenAs: readonly string[]
  readonly divert: Interruption['divert']
  readonly warn: (text: string) => void
  readonly process: NodeJS.Process
}

/** Runs commands within the command that runs. */
export function commandRunner(world: RunnerWorld): CommandRunner {
  const {folders, env, cwd, divert, warn} = world
  const watch = runWatch(world.process)
  const definitions = new Definitions()
  // Code is kept for the commands that a person starts: those of a session would make its end long.
  world.launch.unusual()
  const launch = {...world.launch, ran: () => undefined, unusual: () => undefined}
  let present: Promise<RouteIndex> | undefined
  const index = (tell = warn): Promise<RouteIndex> => {
    if (!present) {
      present = presentIndex(launch, folders, tell)
      // Questions that are asked together are answered from one reading; any later one may find something changed.
      queueMicrotask(() => {
        present = undefined
      })
    }
    return present
  }
  const asTyped = (words: readonly string[], asCalled = false) =>
    asCalled ? {program: world.program, words: [...world.spokenAs, ...words]} : {program: 'ome', words}

  const runner: CommandRunner = {
    commands: async () => installedCommands(await index()),
    async definition(words) {
      const now = await index()
      const id = words.replaceAll(' ', ':')
      return definitions.definition(now, now.aliases[id] ?? id)
    },
    find: async (words, {asCalled} = {}) => found(await index(), asTyped(words, asCalled)),
    async run(typed, {io, signal, asCalled}) {
      const {program, words} = asTyped(typed, asCalled)
      const own = ownWorld(io, signal)
      try {
        const around = {launch, program, folders, env, cwd, guard: watch.guard, runner: async () => runner}
        return await runWords(words, {...around, ...own.world, index: await index(own.world.io.err)})
      } finally {
        own.close()
      }
    },
    async complete(typed, {patienceMs, asCalled}) {
      const {program, words} = asTyped(typed, asCalled)
      return completionOf(words, {launch: {...launch, program}, folders, env, patienceMs})
    },
    async target() {
      const settings = await settingsOf({index: await index(), folders, env, cwd}, warn)
      const quiet: Io = Object.create(null)
      const {context, end} = makeContext(
        {io: quiet, env, cwd, folders, settings, signal: never, bin: 'ome', version: launch.version},
        'target',
      )
      try {
        const name = settingText(settings, 'current-context') ?? (await currentContext(context))
        return {...(name === undefined ? {} : {context: name}), namespace: await context.namespace()}
      } finally {
        await end()
      }
    },
    attend({interrupted, stray}) {
      const giveBack = [...(interrupted ? [divert(interrupted)] : []), watch.attend(stray)]
      return () => {
        for (const back of giveBack) back()
      }
    },
  }
  return runner
}

const never = new AbortController().signal

async function currentContext(context: Context): Promise<string | undefined> {
  const {kubeconfigOf} = await import('../clusters/known-contexts.ts')
  return (await kubeconfigOf(context)).currentContext
}

async function found(
  index: RouteIndex,
  {program, words}: {readonly program: string; readonly words: readonly string[]},
): Promise<FoundCommand | undefined> {
  const called = calledAs(program, words, index)
  const spoken = called && (await speakAs(called, index))
  const view = spoken?.view ?? index
  const typed = called?.words ?? words
  const route = findRoute(
    view,
    !spoken || spoken.personality.fallback === 'canonical' ? expandAlias(index, typed) : typed,
  )
  const command = route.type === 'command' ? installedCommand(index, view.canonical?.[route.id] ?? route.id) : undefined
  return command && route.type === 'command' ? {command, argv: route.argv} : undefined
}

/**
 * What one run has for itself. When it is over, whatever it left behind is stopped and writes nowhere, as the end of a
 * process would have it.
 */
function ownWorld(io: Io, signal: AbortSignal) {
  const controller = new AbortController()
  const abort = (): void => controller.abort(signal.reason)
  let isOver = false
  const write = (stream: 'out' | 'err') => ({
    value: (text: string): void => {
      if (!isOver) io[stream](text)
    },
  })
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, {once: true})
  const own: Io = Object.create(io, {out: write('out'), err: write('err')})
  return {
    world: {io: own, signal: controller.signal},
    close(): void {
      isOver = true
      signal.removeEventListener('abort', abort)
      controller.abort(new OmeError('cancelled', 'the command has ended'))
    },
  }
}
