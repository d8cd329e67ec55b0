import {Config, Plugin} from '@oclif/core/config'
import {type Context, contextKey} from '@ome/sdk/context'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'
import {settle} from './run-command.ts'

/** A command of one plugin, whoever owns its id. */
export interface OwnedCommand {
  readonly plugin: PluginRow
  readonly id: string
  readonly argv: readonly string[]
}

/** Runs a command with the framework's whole Config: linked plugins, DEBUG, OME_ROUTE=full. Same class, same output. */
export async function runFull(index: RouteIndex, {plugin, id, argv}: OwnedCommand, context: Context): Promise<number> {
  return settle(
    async () => {
      const config = await fullConfig(index, plugin, context)
      // By plugin and not by id: of commands with one id the framework takes the first that was loaded.
      const command = config.plugins.get(plugin.name)?.commands.find((one) => one.id === id)
      await config.runCommand(id, [...argv], command ?? config.findCommand(id, {must: true}))
    },
    context,
    {id, argv},
  )
}

/** Of the plugins only the one that runs: the framework loads the code of any whose manifest it does not like. */
async function fullConfig(index: RouteIndex, plugin: PluginRow, context: Context): Promise<Config> {
  const plugins = await Promise.all(
    index.plugins.filter(({origin, name}) => origin === 'host' || name === plugin.name).map((row) => loadPlugin(row)),
  )
  const root = plugins[0]
  const options = {
    root: root?.root ?? '',
    plugins: new Map(plugins.map((plugin) => [plugin.name, plugin])),
    [contextKey]: context,
  }
  const config = new Config(options)
  await config.load()
  return config
}

async function loadPlugin({root, origin}: PluginRow): Promise<Plugin> {
  // Without a name the folder is taken as it is and not looked for in node_modules folders.
  const plugin = new Plugin({root, type: origin === 'host' ? 'core' : 'user', isRoot: origin === 'host'})
  await plugin.load()
  return plugin
}
