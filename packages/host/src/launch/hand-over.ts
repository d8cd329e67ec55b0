import {createRequire, registerHooks} from 'node:module'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'

export type SharedModules = Readonly<Record<string, () => unknown>>

/**
 * Gives plugins the host's copy of the framework and the sdk. A shared name resolves to a path below `dist/shared`
 * where there is no file: its exports are put into `require.cache` (documented as replaceable) under that path, so
 * nothing is read and nothing of a module is evaluated before a plugin asks for it.
 */
export function handOver(shared: SharedModules, dist: string): void {
  if (handed.has(shared)) return
  handed.add(shared)
  const {cache} = createRequire(join(dist, 'main.cjs'))
  registerHooks({
    resolve(specifier, context, next) {
      const load = Object.hasOwn(shared, specifier) ? shared[specifier] : undefined
      if (!load) return next(specifier, context)
      const path = join(dist, 'shared', specifier)
      cache[path] ??= loadedModule(path, load())
      return {url: pathToFileURL(path).href, format: 'commonjs', shortCircuit: true}
    },
  })
}

/** What was given already: several commands may run in one process. */
const handed = new WeakSet<SharedModules>()

function loadedModule(path: string, exports: unknown): NodeJS.Module {
  const {Module} = process.getBuiltinModule('node:module')
  return Object.assign(new Module(path), {filename: path, loaded: true, exports})
}
