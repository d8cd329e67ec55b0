import {readFileSync, renameSync, writeFileSync} from 'node:fs'
import {createRequire, Module} from 'node:module'
import {basename, dirname, join} from 'node:path'
import {Script} from 'node:vm'
import {checksum} from '@ome/sdk/disk/checksum'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {readOwnFile} from '@ome/sdk/disk/own-file'
import {stampOf} from '@ome/sdk/disk/stamp'

/** What a name means to a bundle, before node looks for a file. */
export type Provide = (name: string) => (() => unknown) | undefined

export interface LoadOptions {
  readonly provide?: Provide
  /** Loads a bundle that holds `import()` in node's own way. Our build turns every `import()` into `require()`. */
  readonly withImports?: (file: string) => unknown
}

export interface BundleLoader {
  /**
   * The exports of a CommonJS bundle, which runs once. Neighbours it asks for as `./name.cjs` are loaded in the same way.
   * Throws what reading, compiling and running it throws.
   */
  load(file: string, options?: LoadOptions): unknown
  /** Keeps the compiled code of what was loaded, unless the cache has seen this command before. */
  save(command: string): void
}

interface Loaded {
  readonly module: NodeJS.Module
  readonly script: Script
  readonly stamp: string
  /** Commands whose functions the cache holds. */
  readonly commands: readonly string[]
}

interface Stored {
  readonly commands: readonly string[]
  readonly code: Buffer
}

/**
 * Loads bundles with V8's code cache taken after the command ran, so that it holds the functions the command needs.
 * Node's own compile cache is taken before, and compiling those functions again is a tenth of a `get`. `folder` is
 * undefined when nothing is to be kept.
 */
export function bundleLoader(folder: string | undefined): BundleLoader {
  const loaded = new Map<string, Loaded>()

  const loader: BundleLoader = {
    load(file, options = {}) {
      const known = loaded.get(file)
      if (known) return known.module.exports
      const stamp = stampOf(file)
      const text = Module.wrap(readFileSync(file, 'utf8'))
      if (options.withImports && /\bimport\s*\(/.test(text)) return options.withImports(file)
      const stored = folder === undefined ? undefined : readStored(cachePath(folder, file), stamp)
      const script = new Script(text, {
        filename: file,
        ...(stored ? {cachedData: stored.code} : {}),
      })
      const commands = stored && !script.cachedDataRejected ? stored.commands : []
      const module = Object.assign(new Module(file), {filename: file})
      const run = script.runInThisContext() as (...given: unknown[]) => void
      loaded.set(file, {module, script, stamp, commands})
      try {
        run.call(module.exports, module.exports, requireOf(file, options, loader), module, file, dirname(file))
      } catch (error) {
        loaded.delete(file)
        throw error
      }
      module.loaded = true
      return module.exports
    },
    save(command) {
      if (folder === undefined) return
      for (const [file, {script, stamp, commands}] of loaded) {
        if (commands.includes(command)) continue
        writeStored(cachePath(folder, file), stamp, {
          commands: [...commands, command],
          code: script.createCachedData(),
        })
      }
    },
  }
  return loader
}

/** Looks a name up among node's own modules, with the host, among the neighbours, then as node does. */
function requireOf(file: string, options: LoadOptions, {load}: BundleLoader): NodeJS.Require {
  let own: NodeJS.Require | undefined
  const usual = (): NodeJS.Require => {
    own ??= createRequire(file)
    return own
  }
  const require = (name: string): unknown => {
    const builtin = process.getBuiltinModule(name)
    if (builtin) return builtin
    const given = options.provide?.(name)
    if (given) return given()
    return /^\.\/.*\.cjs$/.test(name) ? load(join(dirname(file), name), options) : usual()(name)
  }
  const getters = {
    resolve: {get: () => usual().resolve},
    cache: {get: () => usual().cache},
    main: {get: () => usual().main},
    extensions: {get: () => usual().extensions},
  }
  return Object.defineProperties(require, getters) as NodeJS.Require
}

/** The checksum of its path keeps bundles of the same name apart. */
const cachePath = (folder: string, file: string): string =>
  join(folder, `${basename(dirname(dirname(file)))}-${basename(file)}.${checksum(Buffer.from(file))}`)

/** A line with the stamp of the bundle, the check sum of the code and the commands, then the code. */
function readStored(path: string, stamp: string): Stored | undefined {
  const bytes = readOwnFile(path)
  const end = bytes?.indexOf('\n') ?? -1
  if (!bytes || end < 0) return undefined
  const code = bytes.subarray(end + 1)
  const [madeFor, sum, commands = ''] = bytes.toString('latin1', 0, end).split(' ')
  return madeFor === stamp && sum === checksum(code, sampled) ? {commands: commands.split(','), code} : undefined
}

/** V8 trusts the code it is given. What a crash of the machine leaves is lost ends and blocks, of 512 bytes and more. */
const sampled = 64

function writeStored(path: string, stamp: string, {commands, code}: Stored): void {
  const draft = `${path}.${process.pid}`
  try {
    makeFolder(dirname(path), 0o700)
    writeFileSync(
      draft,
      Buffer.concat([Buffer.from(`${stamp} ${checksum(code, sampled)} ${commands.join(',')}\n`), code]),
      {
        mode: 0o600,
        flag: 'wx',
      },
    )
    renameSync(draft, path)
  } catch (error) {
    // A full or read-only disk costs the next command some time, not this one its result.
    if (!(error instanceof Error && 'syscall' in error)) throw error
  }
}
