import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {manifests, readInput} from '../compose.ts'
import {input, needInput} from '../flags.ts'
import {validates} from '../needs.ts'
import {validateManifests} from '../usecases/validate-manifests.ts'
import {findingList} from '../views/finding-list.ts'

export default class Validate extends OmeCommand {
  static override summary = 'Check manifests without applying them'
  static override description =
    'What the server and its webhooks would refuse, models and runtimes that are not there or do not fit, GPUs that no node has, and what takes a controller down. Errors end with code 3; with --strict warnings do, too.'
  static override examples = [
    '<%= config.bin %> validate -f prod-llama.yaml',
    '<%= config.bin %> validate -f configs/ --warnings',
  ]
  static override flags = {
    ...input,
    warnings: Flags.boolean({description: 'show warnings too'}),
    strict: Flags.boolean({description: 'show warnings and count them as errors'}),
    ...namespaced,
    ...output,
  }
  static override needs = validates
  static override risk = 'read' as const
  static override completions = {flags: {filename: {files: ['yaml', 'yml', 'json']}}}

  async run(): Promise<void> {
    const {flags} = await this.parse(Validate)
    needInput(flags, 'validate')
    const read = await readInput(this.context, flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {objects} = await manifests(this.context)
    const found = await validateManifests(objects, {manifests: read, namespace})
    const shown = flags.warnings || flags.strict ? found : found.filter(({level}) => level === 'error')
    this.render(findingList, shown, flags.output)
    if (found.some(({level}) => level === 'error' || flags.strict)) throw new Exit(3)
  }
}
