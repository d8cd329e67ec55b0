import {Script} from 'node:vm'
import type {Io} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {PluginRow} from '../routes/route-index.ts'

/** A plugin that may turn out to be broken. */
export type Suspect = Pick<PluginRow, 'name' | 'origin' | 'root'>

export interface LoadGuard {
  readonly plugin: Suspect
  readonly io: Pick<Io, 'err' | 'errIsTTY'>
  readonly verbose: boolean
  readonly now: () => number
  /** Longest time that loading may take. */
  readonly patienceMs?: number
}

const noteworthyMs = 1000
const entry = Symbol.for('ome.load')

/**
 * Loads code that is not the program's own. Meanwhile Ctrl-C works even in an endless loop, what is written to stdout goes to
 * stderr, and the program cannot be ended. Throws what loading throws.
 */
export function guardedLoad<Loaded>(load: () => Loaded, guard: LoadGuard): Loaded {
  const {plugin, io, now} = guard
  const began = now()
  let loaded: {readonly value: Loaded} | undefined
  const release = keepStdout(plugin.name, io)
  const exit = process.exit
  process.exit = () => {
    throw broken(plugin, 'ends the program while it is loaded')
  }
  Reflect.set(globalThis, entry, () => {
    loaded = {value: load()}
  })
  try {
    // The engine ends the script on SIGINT and on the timeout; no handler of ours would be called in a busy thread.
    new Script("globalThis[Symbol.for('ome.load')]()").runInThisContext({
      breakOnSigint: true,
      timeout: guard.patienceMs ?? 30_000,
    })
  } catch (error) {
    throw told(error, guard)
  } finally {
    Reflect.deleteProperty(globalThis, entry)
    process.exit = exit
    release()
  }
  const tookMs = now() - began
  if (tookMs > noteworthyMs && plugin.origin !== 'workspace' && (guard.verbose || io.errIsTTY))
    io.err(`note: plugin ${plugin.name} took ${(tookMs / 1000).toFixed(1)} s to load\n`)
  if (loaded !== undefined) return loaded.value
  throw new OmeError('bug', `plugin ${plugin.name} was not loaded`)
}

/** What to do about a plugin that cannot be used. */
export function wayOut({name, origin, root}: Suspect): readonly string[] {
  if (origin === 'link')
    return [`mend it in ${root} and build it again`, `or stop using that folder: ome plugin unlink ${name}`]
  if (origin === 'installed')
    return [`go back to its release before: ome plugin rollback ${name}`, `switch it off: ome plugin disable ${name}`]
  return ['build it again: npm run build']
}

const broken = (plugin: Suspect, does: string, cause?: unknown): OmeError =>
  new OmeError('failed', `plugin ${plugin.name} ${does}`, wayOut(plugin), {cause, object: `plugin/${plugin.name}`})

function told(error: unknown, {plugin, patienceMs = 30_000}: LoadGuard): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED')
    return new OmeError('cancelled', `cancelled while plugin ${plugin.name} was being loaded`, wayOut(plugin), {
      cause: error,
    })
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
    return broken(plugin, `is still loading after ${patienceMs / 1000} s`, error)
  return error
}

/** stdout carries results only. Returns the way to end the watch. */
function keepStdout(plugin: string, io: LoadGuard['io']): () => void {
  const original = Object.getOwnPropertyDescriptor(process, 'stdout')
  if (original?.get === undefined) return () => {}
  let watching = true
  let said = false
  let guarded: typeof process.stdout | undefined
  Object.defineProperty(process, 'stdout', {
    ...original,
    get: () => {
      if (!watching) return original.get?.call(process)
      const real = original.get?.call(process)
      guarded ??= Object.create(real, {
        write: {
          value: (...words: Parameters<typeof process.stdout.write>) => {
            if (!watching) return real.write(...words)
            if (!said) io.err(`warning: plugin ${plugin} writes to stdout while it is loaded; shown here instead:\n`)
            said = true
            return process.stderr.write(...words)
          },
        },
      })
      return guarded
    },
  })
  return () => {
    watching = false
    Object.defineProperty(process, 'stdout', original)
  }
}
