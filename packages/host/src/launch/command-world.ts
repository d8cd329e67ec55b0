import type {Risk} from '@ome/sdk/need'
import {commandAccess} from '../access/command-access.ts'
import type {World} from '../context/context.ts'
import {holdPolicy} from '../policy/hold-policy.ts'
import {systemPolicyPath} from '../policy/policy-places.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import {readManifest} from '../routes/read-manifest.ts'
import type {PluginRow, RouteIndex} from '../routes/route-index.ts'

interface Started {
  readonly plugin: PluginRow
  readonly id: string
  readonly index: Pick<RouteIndex, 'commands' | 'plugins'>
  /** Path of the machine's policy. */
  readonly system?: string
}

/** The world with what policies and rights say of one command. Throws `denied` when a policy forbids it. */
export async function worldOf({plugin, id, index, system = systemPolicyPath}: Started, world: World): Promise<World> {
  const manifest = remembered(() => readManifest(plugin.root).commands[id])
  const risk = riskOf(plugin, id, index, manifest)
  const {name, publisher, registry} = plugin
  const subject = {plugin: name, publisher, registry, command: id, risk}
  const {folders, env} = world
  const places = {system, data: folders.data, named: env['OME_POLICY']}
  const {files, check} = await holdPolicy(places, {subject, manifest, isLinked: plugin.origin === 'link'})
  const manages = plugin.origin === 'host' && risk === 'admin'
  return {
    ...world,
    plugins: index.plugins,
    policy: {files, manages},
    access: commandAccess({subject, manifest, files, check, cache: folders.cache, env, manages}),
  }
}

/** The index knows the risk of the commands that own their id. */
function riskOf(
  plugin: PluginRow,
  id: string,
  index: Started['index'],
  manifest: () => ManifestCommand | undefined,
): Risk {
  const row = index.commands[id]
  return row && index.plugins[row[0]] === plugin ? row[2] : (manifest()?.risk ?? 'write')
}

function remembered<Value>(make: () => Value): () => Value {
  let made: {readonly value: Value} | undefined
  return () => {
    made ??= {value: make()}
    return made.value
  }
}
