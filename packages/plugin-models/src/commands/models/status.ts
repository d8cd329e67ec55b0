import {Args, OmeCommand} from '@ome/sdk/command'
import {lookTimeout, namespaced, output, watch} from '@ome/sdk/flags'
import {models} from '../../compose.ts'
import {whichModel} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {followDownloads, showDownloads} from '../../usecases/show-downloads.ts'
import {downloadProgress} from '../../views/download-progress.ts'

export default class ModelsStatus extends OmeCommand {
  static override summary = 'Show how far each node is with the download of a model'
  static override description =
    'Read from the reports of the model agents, which they renew every 30 s. Without a name all models of the namespace and the cluster are shown.'
  static override examples = [
    '<%= config.bin %> models status',
    '<%= config.bin %> models status llama-3-3-70b --watch',
  ]
  static override args = {name: Args.string({description: 'name of a model'})}
  static override flags = {
    ...namespaced,
    ...output,
    ...watch,
    ...lookTimeout('watch'),
    ...whichModel,
  }
  static override needs = needs.downloads
  static override risk = 'read' as const
  static override completions = {args: {name: {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ModelsStatus)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await models(this.context)), note: (text: string) => this.note(text)}
    const input = {...args, namespace, scope: flags.scope}

    if (flags.watch) await this.watch(downloadProgress, followDownloads(ports, input), flags.output, flags.timeout)
    else this.render(downloadProgress, await showDownloads(ports, input), flags.output)
  }
}
