import {planApply} from '@ome/inference-model/manifests/plan-apply'
import {Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {scope, selector, write} from '@ome/sdk/flags'
import {manifests, readInput} from '../compose.ts'
import {input, needInput} from '../flags.ts'
import {applies} from '../needs.ts'
import {waitForApplied} from '../printing/wait.ts'
import {refuseUntried} from '../usecases/validate-manifests.ts'

export default class Apply extends OmeCommand {
  static override summary = 'Make the cluster hold what manifests say'
  static override description =
    'Server-side apply, in the order in which the kinds need each other. Every object is tried on the server first: when one is refused, nothing is changed. A field that another manager owns is a conflict; --force-conflicts takes it over, after asking.'
  static override examples = [
    '<%= config.bin %> apply -f prod-llama.yaml',
    '<%= config.bin %> apply -f configs/ --dry-run',
    '<%= config.bin %> apply -k kustomize/overlays/production',
  ]
  static override flags = {
    ...input,
    namespace: scope.namespace,
    ...selector,
    prune: Flags.boolean({
      description: 'delete what an earlier apply made, the labels of -l select, and the manifests no longer hold',
      dependsOn: ['selector'],
    }),
    'force-conflicts': Flags.boolean({description: 'take over fields that another manager owns'}),
    ...write,
  }
  static override needs = applies
  static override risk = 'write' as const
  static override completions = {flags: {filename: {files: ['yaml', 'yml', 'json']}}}

  async run(): Promise<void> {
    const {flags} = await this.parse(Apply)
    needInput(flags, 'apply')
    if (flags.selector !== undefined && !flags.prune)
      throw new OmeError('usage', '--selector goes with --prune: it says what may be deleted', [
        'leave it out, or add --prune',
      ])
    const namespace = flags.namespace ?? (await this.context.namespace())
    const read = await readInput(this.context, flags)
    const ports = await manifests(this.context)
    const plan = await planApply(ports, {
      manifests: read,
      namespace,
      conflicts: flags['force-conflicts'] ? 'take' : 'refuse',
      prune: flags.prune ? flags.selector : undefined,
    })
    await refuseUntried(ports.objects, plan, {manifests: read, namespace})
    await waitForApplied(this.context, await this.plan(plan, flags), flags)
  }
}
