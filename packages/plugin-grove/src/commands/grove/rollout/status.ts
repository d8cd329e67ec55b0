import {OmeError} from '@ome/sdk/errors'
import {json, namespaced, output} from '@ome/sdk/flags'
import {changedSet} from '../../../change/flags.ts'
import {metricsRights} from '../../../change/needs.ts'
import {reportWorld} from '../../../driver/compose.ts'
import type {RolloutReport} from '../../../driver/domain/rollout-report.ts'
import {followRollout, reportRollout} from '../../../driver/usecases/report-rollout.ts'
import {rolloutStatus} from '../../../driver/views/rollout-report.ts'
import {quiet, setCompletions, watching} from '../../../flags.ts'
import {readWarnings, watchHealth} from '../../../needs.ts'
import {GroveCommand} from '../../../printing/grove-command.ts'
import {ended} from '../../../printing/watched.ts'

export default class GroveRolloutStatus extends GroveCommand {
  static override summary = 'Show how far a rollout is, role by role'
  static override description =
    'Whoever rolls: the operator, or this program. Exits with 3 when it is stuck or the set is degraded.'
  static override examples = [
    '<%= config.bin %> grove rollout status my-inference --namespace prod',
    '<%= config.bin %> grove rollout status my-inference --namespace prod --output json',
  ]
  static override args = changedSet
  static override flags = {...namespaced, ...output, ...json, ...quiet, ...watching}
  static override needs = [...readWarnings, ...watchHealth, ...metricsRights]
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutStatus)
    this.beQuiet(flags)
    const address = {namespace: flags.namespace ?? (await this.context.namespace()), name: args.name}
    const world = await reportWorld(this.context)
    let last: RolloutReport | undefined
    if (flags.watch) {
      const {signal} = this.context
      const reports = kept(followRollout(world, address, signal), (report) => (last = report))
      await this.watch(rolloutStatus, ended(reports, {timeout: flags.timeout, signal}), flags.output)
    } else {
      last = await reportRollout(world, address)
      this.render(rolloutStatus, last, flags.output)
    }
    if (last?.problem !== undefined) throw new OmeError('unmet', last.problem, [hint(last)])
  }
}

const hint = ({set, state}: RolloutReport): string =>
  state === 'driven'
    ? `go on: ome grove rollout resume ${set.name} -n ${set.namespace}`
    : `see why: ome grove health ${set.name} -n ${set.namespace}`

async function* kept<Model>(models: AsyncIterable<Model>, keep: (model: Model) => void): AsyncGenerator<Model> {
  for await (const model of models) {
    keep(model)
    yield model
  }
}
