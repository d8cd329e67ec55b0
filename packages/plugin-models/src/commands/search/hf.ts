import {vendorWords} from '@ome/inference-model/hub/hub'
import {openHub} from '@ome/inference-model/hub/open-hub'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {models} from '../../compose.ts'
import * as needs from '../../needs.ts'
import {searchHub} from '../../usecases/search-hub.ts'
import {hubHits} from '../../views/hub-hits.ts'

export default class SearchHf extends OmeCommand {
  static override summary = 'Search the model hub, and see what fits this cluster and what was imported'
  static override description =
    'FITS is the fewest GPUs of the cluster that hold the weights, with /busy when they are in use now. Without a cluster FITS and IMPORTED are not known. --offline searches a bundled list of well-known models.'
  static override examples = [
    '<%= config.bin %> search hf "llama 70b"',
    '<%= config.bin %> search hf --vendor meta --min-downloads 1000',
    '<%= config.bin %> search hf --vendor qwen --no-gated --license apache-2.0',
    '<%= config.bin %> search hf qwen --offline',
  ]
  static override args = {text: Args.string({description: 'words of the model id'})}
  static override flags = {
    vendor: Flags.string({description: 'vendor or hub organisation, for example meta, mistral, Qwen'}),
    'min-downloads': Flags.integer({description: 'leave out models with fewer downloads', min: 0}),
    gated: Flags.boolean({
      description: 'only models that need a token; --no-gated: only those that do not',
      allowNo: true,
    }),
    license: Flags.string({description: 'licence of the model, for example apache-2.0'}),
    sort: Flags.option({options: ['downloads', 'likes', 'modified'] as const, default: 'downloads' as const})({
      description: 'what comes first',
    }),
    limit: Flags.integer({description: 'most models to show', min: 1, max: 1000, default: 20}),
    offline: Flags.boolean({description: 'search the bundled catalogue instead of the hub'}),
    ...output,
  }
  static override needs = needs.search
  static override risk = 'read' as const
  static override completions = {
    flags: {vendor: {values: vendorWords}, license: {values: ['apache-2.0', 'mit', 'llama3.3', 'gemma']}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SearchHf)
    const ports = {
      hub: await openHub(this.context),
      cluster: async () => (await models(this.context)).cluster,
      note: (text: string) => this.note(text),
    }
    const hits = await searchHub(ports, {
      ...flags,
      text: args.text,
      minDownloads: flags['min-downloads'],
      licence: flags.license,
    })
    this.render(hubHits, hits, flags.output)
  }
}
