import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {models} from '../../compose.ts'
import {checkClaim} from '../../domain/import-request.ts'
import {typedPins} from '../../domain/model-draft.ts'
import {importFlags, metadataFlags, storedCompletions} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {followImport, goesOn, importDeadline} from '../../usecases/follow-import.ts'
import {planClaimImport} from '../../usecases/import-storage.ts'
import {downloadProgress} from '../../views/download-progress.ts'

export default class ImportPvc extends OmeCommand {
  static override summary = 'Import a model from a persistent volume claim'
  static override description =
    'OME serves claims from v1.0 on, in the namespace of the model only. On v0.1 such a model never becomes Ready: refused, unless --force.'
  static override examples = [
    '<%= config.bin %> import pvc pvc://models/llama-3-1-8b --name team-llama -n ml-team --force',
  ]
  static override args = {uri: Args.string({required: true, description: 'pvc://[NAMESPACE:]CLAIM/PATH'})}
  static override flags = {
    ...importFlags,
    ...metadataFlags,
    force: Flags.boolean({description: 'create the model although this version of OME never makes it Ready'}),
  }
  static override needs = needs.importClaim
  static override risk = 'write' as const
  static override completions = storedCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImportPvc)
    const claim = checkClaim(args.uri)
    const {downloads, ...ports} = await models(this.context)

    const plan = await planClaimImport(ports, claim, {...flags, uri: args.uri, pins: typedPins(flags)})
    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const limits = {ms: flags.timeout, signal: this.context.signal}
    const progress = withDeadline(followImport(downloads, plan), limits, importDeadline(plan))
    await this.watch(downloadProgress, progress, flags.output).catch(goesOn(plan))
  }
}
