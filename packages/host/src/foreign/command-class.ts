import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type ForeignManifest, readForeignManifest} from '@ome/installer/artifact/foreign-manifest'
import {foreignManifestFile} from '@ome/installer/artifact/foreign-run'
import {Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced, output} from '@ome/sdk/flags'
import type {CommandClass} from '../launch/run-command.ts'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import type {PluginRow} from '../routes/route-index.ts'
import type {Call} from './call.ts'
import {argDefinitions, flagDefinitions} from './definitions.ts'
import {type ForeignFile, type ForeignRow, fullManifest, remoteRows} from './manifest-rows.ts'

/** The class of a command whose program is not written in TypeScript: parsed, refused and shown as any other. */
export function foreignCommand(plugin: PluginRow, id: string): CommandClass {
  const {manifest, file} = readPlugin(plugin)
  const row = fullManifest(file).commands[id]
  const own: ForeignRow | undefined = file.commands[id]
  if (!row || !own)
    throw new OmeError('bug', `plugin ${plugin.name} does not have the command "${id}" any more`, [
      `install it again: ome plugin install ${plugin.name}`,
    ])
  const made = classOf({plugin, manifest, id, row, own})
  made.id = id
  // The framework's types want its whole Config; running a command needs the little that the launcher gives.
  return made as unknown as CommandClass
}

interface Made {
  readonly plugin: PluginRow
  readonly manifest: ForeignManifest
  readonly id: string
  /** With the flags that the host adds. */
  readonly row: ManifestCommand
  /** As its manifest has it. */
  readonly own: ForeignRow
}

const remoteFlags = {detach: Flags.boolean(remoteRows.detach), 'dry-run': Flags.boolean(remoteRows['dry-run'])}

function classOf({plugin, manifest, id, row, own}: Made) {
  const command = id.replaceAll(':', ' ')
  const ownFlags = Object.keys(own.flags ?? {})
  const remote = manifest.remote[id]
  const local = manifest.local[id]
  return class extends OmeCommand {
    static override summary = row.summary ?? ''
    static override args = argDefinitions(own.args ?? {})
    static override strict = own.strict ?? true
    static override flags = {
      ...output,
      ...(row.flags['namespace'] ? namespaced : {}),
      ...(remote ? remoteFlags : {}),
      ...flagDefinitions(own),
    }
    static override needs = row.needs ?? []
    static override risk = row.risk ?? 'write'
    static override completions = row.completions ?? {}

    async run(): Promise<void> {
      const {args, flags, argv} = await this.parse(this.ctor as typeof OmeCommand)
      const given: Readonly<Record<string, unknown>> = flags
      const text = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined)
      const call: Call = {
        command,
        args,
        flags: Object.fromEntries(ownFlags.map((name) => [name, given[name]])),
        operands: argv.map(String),
      }
      const asked = {plugin, manifest, call, namespace: text('namespace'), output: text('output')}
      if (local) {
        const {runLocal} = await import('./run-local.ts')
        await runLocal({...asked, run: local}, this.context)
      } else if (remote) {
        const {runRemote} = await import('../remote/run-remote.ts')
        const options = {detach: given['detach'] === true, dryRun: given['dry-run'] === true}
        await runRemote({...asked, ...options, run: remote}, this.context)
      }
    }
  }
}

function readPlugin({name, root}: PluginRow): {manifest: ForeignManifest; file: ForeignFile} {
  const path = join(root, foreignManifestFile)
  try {
    if (!existsSync(path)) throw new Error('it is not there')
    const file = JSON.parse(readFileSync(path, 'utf8'))
    return {manifest: readForeignManifest(file), file}
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OmeError(
      'failed',
      `plugin ${name}: ${path} cannot be used: ${reason}`,
      [`see what is wrong: ome plugin verify ${name}`],
      {
        cause,
      },
    )
  }
}
