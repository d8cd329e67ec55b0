import {OmeCommand} from '@ome/sdk/command'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {namespaced, output} from '@ome/sdk/flags'
import {printDiff} from '@ome/sdk/object-diff'
import {Exit} from '@ome/sdk/runtime'
import {manifests, readInput} from '../compose.ts'
import type {Comparison} from '../domain/comparison.ts'
import {input, needInput} from '../flags.ts'
import {compares} from '../needs.ts'
import {unified} from '../printing/unified.ts'
import {compareManifests} from '../usecases/compare-manifests.ts'
import {differenceList} from '../views/comparison-list.ts'

export default class Diff extends OmeCommand {
  static override summary = 'Show what applying manifests would change'
  static override description =
    'Asks the server by a dry run. Replicas that an autoscaler set are no difference. Ends as kubectl diff does: 0 without a difference, 1 with one, more than 1 when it failed.'
  static override examples = [
    '<%= config.bin %> diff -f prod-llama-updated.yaml',
    '<%= config.bin %> diff -k kustomize/overlays/production -o json',
  ]
  static override flags = {...input, ...namespaced, ...output}
  static override needs = compares
  static override risk = 'read' as const
  static override completions = {flags: {filename: {files: ['yaml', 'yml', 'json']}}}

  async run(): Promise<void> {
    const {flags} = await this.parse(Diff)
    needInput(flags, 'diff')
    const differing = await this.compared(flags).catch(asFailure)
    if (flags.output !== undefined) this.render(differenceList, differing, flags.output)
    else printDiff(this.context.io, unified(differing))
    if (differing.length > 0) throw new Exit(1)
  }

  private async compared(flags: Parameters<typeof readInput>[1] & {namespace?: string | undefined}) {
    const read = await readInput(this.context, flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {objects} = await manifests(this.context)
    return (await compareManifests(objects, {manifests: read, namespace})).filter(({state}) => state !== 'same')
  }
}

/** 1 says that there is a difference, so that what failed must end with another code. */
function asFailure(error: unknown): readonly Comparison[] {
  if (!isOmeError(error) || error.exitCode !== 1) throw error
  throw new OmeError(error.kind, error.message, error.hints, {cause: error.cause, exitCode: 2})
}
