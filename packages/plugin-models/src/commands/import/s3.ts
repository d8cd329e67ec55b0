import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {models} from '../../compose.ts'
import {checkS3} from '../../domain/import-request.ts'
import {typedPins} from '../../domain/model-draft.ts'
import {importFlags, metadataFlags, storedCompletions} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {followImport, goesOn, importDeadline} from '../../usecases/follow-import.ts'
import {planStorageImport, refuseStorage} from '../../usecases/import-storage.ts'
import {downloadProgress} from '../../views/download-progress.ts'

export default class ImportS3 extends OmeCommand {
  static override summary = 'Import a model from S3: refused, because no version of OME downloads it'
  static override description =
    'The address is accepted by the API and then nothing happens: the model stays In_Transit for ever. --force creates it all the same.'
  static override examples = ['<%= config.bin %> import s3 s3://bucket/models/llama-70b --force']
  static override args = {uri: Args.string({required: true, description: 's3://BUCKET[@REGION]/PREFIX'})}
  static override flags = {
    ...importFlags,
    ...metadataFlags,
    force: Flags.boolean({description: 'create the model although nothing downloads it'}),
  }
  static override needs = needs.importStored
  static override risk = 'write' as const
  static override completions = storedCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImportS3)
    const {prefix} = checkS3(args.uri)
    if (!flags.force) refuseStorage('s3', args.uri)

    const {downloads, ...ports} = await models(this.context)

    const source = {uri: args.uri, folder: prefix, pins: typedPins(flags), downloads: true}
    const plan = await planStorageImport(ports, {...flags, ...source})
    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const limits = {ms: flags.timeout, signal: this.context.signal}
    const progress = withDeadline(followImport(downloads, plan), limits, importDeadline(plan))
    await this.watch(downloadProgress, progress, flags.output).catch(goesOn(plan))
  }
}
