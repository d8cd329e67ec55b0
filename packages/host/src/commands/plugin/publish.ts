import {resolve} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import {ownerOf} from '@ome/installer/install/resolve'
import {stamp} from '@ome/installer/install/workbench'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {isForPeople} from '@ome/sdk/format'
import {packPlugin, writePacked} from '../../authoring/pack-plugin.ts'
import {demandPluginFile} from '../../authoring/plugin-draft.ts'
import {draftOf, writeDraft} from '../../authoring/release-draft.ts'
import {upload} from '../../authoring/upload.ts'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginPublish extends OmeCommand {
  static override summary = 'Draft the release file of a plugin for review, and upload its archive'
  static override description =
    'The archive goes to the npm registry of the registry that owns the name, where one is configured. Nothing is signed: that is done by the people who review the release file.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> quota-report',
  ]
  static override args = {dir: Args.string({description: 'folder of the plugin; the working folder when not given'})}
  static override flags = {
    ...output,
    'dry-run': Flags.boolean({description: 'print the release file; write and upload nothing'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {dir: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginPublish)
    const {cwd, env, signal, io, now} = this.context
    const folder = resolve(cwd, args.dir ?? '.')
    const around = {env, signal, onText: (text: string) => io.err(text)}

    const packed = await packPlugin(folder, hostApi, around)
    const draft = draftOf(packed, stamp(now()))
    const {name, version} = packed.facts
    const dryRun = flags['dry-run']
    if (dryRun && isForPeople(flags.output)) return io.out(draft.text)
    if (!dryRun) await demandPluginFile(folder, packed.facts)
    const npm = ownerOf((await workbench(this.context)).registries, name)?.npm
    const item = {object: `plugin/${name}`, version, path: draft.path, release: draft.release, registry: npm}
    const lines = [`${item.object} ${version} drafted: ${draft.path}`]
    let outcome = 'drafted'
    if (!dryRun) await writeDraft(folder, draft, packed.sha512)
    const archive = dryRun ? packed.file : writePacked(folder, packed)
    try {
      if (npm === undefined)
        this.note('no registry that owns this name takes uploads; the archive goes with the review')
      else if (!dryRun) lines.push(await upload(archive, npm, {...around, cwd: folder}))
      if (npm !== undefined) outcome = 'uploaded'
    } finally {
      tellChange(this.paper(flags.output), {kind: 'PluginChange', dryRun, items: [{...item, outcome}], lines})
    }
    if (!dryRun) this.logToStderr(`next: send plugin.yaml and ${draft.path} to the registry for review`)
  }
}
