import {openHub} from '@ome/inference-model/hub/open-hub'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {models, textFile} from '../../compose.ts'
import {hubCompletions, importFlags} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {chooseHubModel} from '../../prompts/choose-model.ts'
import {followImport, goesOn, importDeadline} from '../../usecases/follow-import.ts'
import {hubChoices, idsToImport} from '../../usecases/ids-to-import.ts'
import {planHubImport} from '../../usecases/import-hub.ts'
import {downloadProgress} from '../../views/download-progress.ts'

export default class ImportHf extends OmeCommand {
  static override summary = 'Import models from the model hub'
  static override description =
    'Reads config.json and the file sizes first and shows architecture, parameters, size and the runtimes that fit. What was read is set in the object at once, so that a runtime can be selected before the download has ended. The nodes download on their own: whoever interrupts --wait ends the waiting alone, and the same command again changes nothing and waits on.'
  static override examples = [
    '<%= config.bin %> import hf meta-llama/Llama-3.3-70B-Instruct',
    '<%= config.bin %> import hf Qwen/Qwen3-8B --name qwen --wait',
    '<%= config.bin %> import hf --file models.txt --dry-run',
    '<%= config.bin %> import hf --vendor meta --pattern "Llama-3*"',
  ]
  static override strict = false
  static override args = {
    id: Args.string({description: 'ORG/NAME or ORG/NAME@REVISION; several may be given; asked for on a terminal'}),
  }
  static override flags = {
    ...importFlags,
    file: Flags.string({description: 'file with one id per line; - is stdin', exclusive: ['vendor']}),
    vendor: Flags.string({description: 'import models of this vendor', dependsOn: ['pattern']}),
    pattern: Flags.string({description: 'which of them: a name with * and ?', dependsOn: ['vendor']}),
    limit: Flags.integer({description: 'most models that a pattern may match', min: 1, max: 1000, default: 20}),
    path: Flags.string({description: "folder on the nodes; default: below the agent's folder"}),
    secret: Flags.string({description: 'Secret with the hub token; default hf-token for gated models'}),
    pin: Flags.boolean({description: 'set what config.json says at once', default: true, allowNo: true}),
  }
  static override needs = needs.importFromHub
  static override risk = 'write' as const
  static override completions = hubCompletions

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(ImportHf)
    const hub = await openHub(this.context)
    const list = flags.file === undefined ? undefined : await textFile(this.context, flags.file)
    const named = argv.length > 0 || flags.file || flags.vendor
    const chosen = named ? undefined : await chooseHubModel(this.context, (words) => hubChoices(hub, words))
    const ids = await idsToImport(hub, {...flags, ids: chosen ? [chosen] : argv.map(String), list})

    const {downloads, ...ports} = await models(this.context)
    const plan = await planHubImport({...ports, hub}, {...flags, ids})
    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const limits = {ms: flags.timeout, signal: this.context.signal}
    const progress = withDeadline(followImport(downloads, plan), limits, importDeadline(plan))
    await this.watch(downloadProgress, progress, flags.output).catch(goesOn(plan))
  }
}
