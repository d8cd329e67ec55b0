import {Args, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {models} from '../../compose.ts'
import {localFolder} from '../../domain/import-request.ts'
import {typedPins} from '../../domain/model-draft.ts'
import {importFlags, metadataFlags, storedCompletions} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {followImport, goesOn, importDeadline} from '../../usecases/follow-import.ts'
import {planStorageImport} from '../../usecases/import-storage.ts'
import {downloadProgress} from '../../views/download-progress.ts'

export default class ImportLocal extends OmeCommand {
  static override summary = 'Import a model whose files are on the nodes already'
  static override description =
    'The folder is read in place by the agent of each node that has it. What the files hold can be said with the METADATA flags; else it is known when the first node has read them.'
  static override examples = [
    '<%= config.bin %> import local /raid/models/mine/llama-tuned',
    '<%= config.bin %> import local /raid/models/mine/llama-tuned --architecture LlamaForCausalLM --size 8B --transformers-version 4.43.0',
  ]
  static override args = {path: Args.string({required: true, description: 'absolute path of the folder on the nodes'})}
  static override flags = {...importFlags, ...metadataFlags}
  static override needs = needs.importStored
  static override risk = 'write' as const
  static override completions = storedCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImportLocal)
    const path = localFolder(args.path)
    const {downloads, ...ports} = await models(this.context)
    const source = {uri: `local://${path}`, folder: path, path}

    const plan = await planStorageImport(ports, {...flags, ...source, pins: typedPins(flags)})
    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const limits = {ms: flags.timeout, signal: this.context.signal}
    const progress = withDeadline(followImport(downloads, plan), limits, importDeadline(plan))
    await this.watch(downloadProgress, progress, flags.output).catch(goesOn(plan))
  }
}
