import {createRequire} from 'node:module'
import {join} from 'node:path'
import type {Io} from '@ome/sdk/context'
import type {PluginRow} from '../routes/route-index.ts'
import type {LoadOptions, Provide} from './bundle-loader.ts'
import {guardedLoad} from './guarded-load.ts'
import {handOver} from './hand-over.ts'
import type {Launch} from './launch.ts'
import {type CommandClass, loadCommand} from './run-command.ts'

interface Loading {
  readonly launch: Pick<Launch, 'dist' | 'load' | 'shared'>
  readonly io: Pick<Io, 'err' | 'errIsTTY'>
  readonly verbose: boolean
}

/** The class of a command, loaded by the launcher itself. */
export function commandOf(plugin: PluginRow, id: string, loading: Loading): CommandClass {
  const {launch} = loading
  const read = (file: string): unknown => launch.load(file, loadOptions(plugin, launch))
  if (plugin.programs) return (read(join(launch.dist, 'foreign.cjs')) as ForeignBundle).foreignCommand(plugin, id)
  return guarded(plugin, id, read, loading)
}

/** Loads the class where the framework looks for it, which has no guard of its own. */
export function loadAhead(plugin: PluginRow, id: string, loading: Loading): void {
  guarded(plugin, id, (file) => createRequire(file)(file), loading)
}

interface ForeignBundle {
  foreignCommand(plugin: PluginRow, id: string): CommandClass
}

function guarded(plugin: PluginRow, id: string, read: (file: string) => unknown, {io, verbose}: Loading): CommandClass {
  const load = (): CommandClass => loadCommand(plugin, id, read)
  return plugin.origin === 'host' ? load() : guardedLoad(load, {plugin, io, verbose, now: () => performance.now()})
}

/** Gives a bundle the host's copy of the framework and the sdk. Installed ones may come from any build. */
function loadOptions({origin}: PluginRow, {shared, dist}: Loading['launch']): LoadOptions {
  const modules = shared()
  const provide: Provide = (name) => (Object.hasOwn(modules, name) ? modules[name] : undefined)
  if (origin !== 'installed') return {provide}
  const withImports = (file: string): unknown => {
    handOver(modules, dist)
    return createRequire(file)(file)
  }
  return {provide, withImports}
}
