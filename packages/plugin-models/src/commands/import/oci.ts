import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {models} from '../../compose.ts'
import {checkObjectStorage} from '../../domain/import-request.ts'
import {typedPins} from '../../domain/model-draft.ts'
import {importFlags, metadataFlags, storedCompletions} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {followImport, goesOn, importDeadline} from '../../usecases/follow-import.ts'
import {planStorageImport} from '../../usecases/import-storage.ts'
import {downloadProgress} from '../../views/download-progress.ts'

export default class ImportOci extends OmeCommand {
  static override summary = 'Import a model from Oracle object storage'
  static override description =
    'In OME oci:// is Oracle object storage (oci://n/NAMESPACE/b/BUCKET/o/PATH), not an image registry: image references are refused.'
  static override examples = [
    '<%= config.bin %> import oci oci://n/mytenancy/b/models/o/llama-3-1-8b --architecture LlamaForCausalLM --size 8B',
  ]
  static override args = {uri: Args.string({required: true, description: 'oci://n/NAMESPACE/b/BUCKET/o/PATH'})}
  static override flags = {
    ...importFlags,
    ...metadataFlags,
    path: Flags.string({description: "folder on the nodes; default: below the agent's folder"}),
    secret: Flags.string({description: 'Secret with the credentials; default: the identity of the node'}),
  }
  static override needs = needs.importStored
  static override risk = 'write' as const
  static override completions = {flags: {...storedCompletions.flags, secret: {resource: 'secrets'}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImportOci)
    const {prefix} = checkObjectStorage(args.uri)
    const {downloads, ...ports} = await models(this.context)
    const source = {uri: args.uri, folder: prefix, downloads: true}

    const plan = await planStorageImport(ports, {...flags, ...source, pins: typedPins(flags)})
    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const limits = {ms: flags.timeout, signal: this.context.signal}
    const progress = withDeadline(followImport(downloads, plan), limits, importDeadline(plan))
    await this.watch(downloadProgress, progress, flags.output).catch(goesOn(plan))
  }
}
