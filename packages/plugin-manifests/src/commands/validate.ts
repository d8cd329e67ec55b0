import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import type {Manifest} from '@ome/sdk/manifest'
import {Exit} from '@ome/sdk/runtime'
import {manifests, readFiles} from '../compose.ts'
import {type Finding, fileFinding, hiddenNote} from '../domain/finding.ts'
import {input, needInput} from '../flags.ts'
import {validates} from '../needs.ts'
import {validateManifests} from '../usecases/validate-manifests.ts'
import {findingList} from '../views/finding-list.ts'

export default class Validate extends OmeCommand {
  static override summary = 'Check manifests without applying them'
  static override description =
    'What the server and its webhooks would refuse, models and runtimes that are not there or do not fit, GPUs that no node has, and what takes a controller down. --offline asks no cluster: fields and rules of the definitions, what the manifests say of each other, and those risks; it says what only a cluster could tell. A file that cannot be read is an error of its own and hides no other. Errors end with code 3; with --strict warnings do, too.'
  static override examples = [
    '<%= config.bin %> validate -f prod-llama.yaml',
    '<%= config.bin %> validate -f configs/ --warnings',
    '<%= config.bin %> validate -f configs/ --offline --strict',
  ]
  static override flags = {
    ...input,
    warnings: Flags.boolean({description: 'show warnings too'}),
    offline: Flags.boolean({description: 'ask no cluster: check by the definitions that ome knows'}),
    generation: Flags.option({options: ['v0.1', 'v1.3'] as const})({
      description: 'with --offline, the line of OME the manifests are for; v1.2 is as v0.1. Else any will do',
      dependsOn: ['offline'],
    }),
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
    const {manifests: read, unreadable} = await readFiles(this.context, flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const broken = unreadable.map(({source, error}) => fileFinding(source, error.message))
    const found = [...broken, ...(await this.findings(flags, read, namespace))]
    const shown = flags.warnings || flags.strict ? found : found.filter(({level}) => level === 'error')
    this.render(findingList, shown, flags.output)
    const hidden = hiddenNote(found, shown)
    if (hidden !== undefined) this.note(hidden)
    if (found.some(({level}) => level === 'error' || flags.strict)) throw new Exit(3)
  }

  private async findings(
    {offline, generation}: {readonly offline: boolean; readonly generation?: 'v0.1' | 'v1.3' | undefined},
    read: readonly Manifest[],
    namespace: string,
  ): Promise<readonly Finding[]> {
    if (!offline) return await validateManifests((await manifests(this.context)).objects, {manifests: read, namespace})
    const {validateOffline} = await import('../usecases/validate-offline.ts')
    return await validateOffline({manifests: read, namespace, generation})
  }
}
