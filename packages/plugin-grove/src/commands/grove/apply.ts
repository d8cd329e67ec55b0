import {OmeError} from '@ome/sdk/errors'
import {fileText} from '@ome/sdk/output'
import {applyWorld} from '../../change/compose.ts'
import {applying, changing} from '../../change/flags.ts'
import {applyRights} from '../../change/needs.ts'
import {planApply} from '../../change/usecases/plan-apply.ts'
import {readTree, watchTree} from '../../needs.ts'
import {plans} from '../../plan/compose.ts'
import {readPlans} from '../../plan/needs.ts'
import {checkPlan, refuseDifferent} from '../../plan/usecases/check-plan.ts'
import {checkedSets} from '../../plan/views/checked-set.ts'
import {ChangeCommand} from '../../printing/change-command.ts'

export default class GroveApply extends ChangeCommand {
  static override summary = 'Apply manifests of sets and topologies'
  static override description =
    'Server-side apply that keeps the history of sets and warns of what goes wrong later. --diff shows the difference first; --compare-plan checks the file against a plan.'
  static override examples = [
    '<%= config.bin %> grove apply --filename updated-pcs.yaml --namespace prod',
    '<%= config.bin %> grove apply --filename updated-pcs.yaml --diff --namespace prod',
    '<%= config.bin %> grove apply --filename updated-pcs.yaml --compare-plan my-inference --namespace prod',
  ]
  static override flags = {...changing, ...applying}
  static override needs = [...readTree, ...watchTree, ...applyRights, ...readPlans]
  static override risk = 'write' as const
  static override completions = {flags: {filename: {files: ['yaml', 'yml', 'json']}}}
  protected override readonly showsUsage = true

  async run(): Promise<void> {
    const {flags} = await this.parse(GroveApply)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    if (!flags.filename) throw new OmeError('usage', 'say what to apply', ['ome grove apply -f FILE'])
    const {readManifests} = await import('@ome/sdk/manifest-files')
    const manifests = await readManifests(flags.filename, {stdin: this.context.io.stdin, cwd: this.context.cwd})
    if (manifests.length === 0)
      throw new OmeError('usage', `${flags.filename.join(', ')} holds no object`, ['name a file with a PodCliqueSet'])
    const named = {namespace, isNamed: flags.namespace !== undefined}
    const wish = {...named, manifests, forceConflicts: flags['force-conflicts'], cause: this.line}
    const plan = await planApply(await applyWorld(this.context), wish)
    if (flags['compare-plan'] !== undefined) {
      const {store} = await plans(this.context)
      const address = {namespace, name: flags['compare-plan']}
      const checked = await checkPlan(store, address, plan.sets)
      this.context.io.err(fileText(checkedSets, checked, this.context.now()))
      if (flags['require-plan']) refuseDifferent(checked)
    }
    if (flags.diff) await this.plan({changes: plan.objects}, {diff: true})
    const first = plan.sets[0]?.metadata
    if (!first) return void (await this.plan(plan, {...flags, diff: false}))
    await this.carryOut(plan, {...flags, diff: false}, {namespace: first.namespace ?? namespace, name: first.name})
  }
}
