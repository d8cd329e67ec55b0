import type {DeployFacts} from '@ome/inference-model/deploy/request'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import type {Plan} from '@ome/sdk/plan'
import {Exit} from '@ome/sdk/runtime'
import {planUpdate} from '../../deploy/usecases/plan-update.ts'
import type {Evidence} from '../../judge/domain/evidence.ts'
import type {Finding} from '../../judge/domain/finding.ts'
import {findingsOf} from '../../judge/domain/rules.ts'
import {gatherEvidence} from '../../judge/usecases/gather-evidence.ts'
import {planOptimization} from '../../judge/usecases/plan-optimization.ts'
import {findingList} from '../../judge/views/finding-list.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {recordApplied} from '../../rollout/usecases/record-applied.ts'
import {type PriceWords, type Searching, searching} from '../compose.ts'
import type {Row} from '../domain/choice.ts'
import {type MeasuredFile, readMeasuredFile} from '../domain/measured-file.ts'
import type {OptionQuestion, OptionReport, Unsearched} from '../domain/option-report.ts'
import {findOptions} from '../usecases/find-options.ts'
import {optimization} from '../views/optimization.ts'

export interface OptimizeFlags extends WriteFlags, PriceWords, OptionQuestion {
  readonly since: number
  readonly apply?: boolean | undefined
  readonly measured?: string | undefined
  readonly row?: number | undefined
  readonly limit: number
  readonly explain?: boolean | undefined
}

interface Asked {
  readonly name: string
  readonly namespace: string
}

/** What is to be improved about a service, and what else could run it; with `--apply` what may be done of it. */
export async function optimizeService(stage: Stage, asked: Asked, flags: OptimizeFlags): Promise<void> {
  const ports = await searching(stage.context)
  const measured = await measuredIn(ports, asked, flags.measured)
  const {evidence, looked, existing} = await look(ports, asked, flags.since)
  for (const note of evidence.measured.notes) stage.note(note)
  const findings = findingsOf(evidence)
  const isPlain = (flags.apply && flags.row === undefined) || (flags.output === 'name' && !flags.apply)
  if (isPlain)
    return flags.apply
      ? await apply(stage, ports, flags, await planFindings(ports, evidence, findings))
      : stage.render(findingList, findings, 'name')
  const report: OptionReport | Unsearched =
    'why' in looked || !existing
      ? {why: 'why' in looked ? looked.why : 'the service is gone'}
      : findOptions(
          {
            evidence,
            existing,
            measured,
            facts: looked.facts,
            book: await ports.prices(looked.facts, flags, stage.note),
          },
          flags,
        )
  const row = flags.row === undefined ? undefined : rowIn(report, flags.row)
  if (row && flags.apply && !('why' in report))
    return await apply(stage, ports, flags, await planRow(ports, asked, report, row))
  if ('why' in report) return stage.render(optimization, {findings, options: report}, flags.output)
  for (const note of report.notes) stage.note(note)
  const options = {report, limit: flags.limit, explains: flags.explain ?? false, asked: row}
  stage.render(optimization, {findings, options}, flags.output)
  if (report.demands.isTyped && !report.choice.recommended) throw new Exit(3)
}

/** The load test that was named, if it is one of this service. Throws `usage`. */
async function measuredIn(
  {texts}: Searching,
  {name, namespace}: Asked,
  file: string | undefined,
): Promise<MeasuredFile | undefined> {
  if (file === undefined) return undefined
  const measured = readMeasuredFile(await texts.text(file), file)
  const whose = [measured.namespace ?? namespace, measured.service ?? name]
  if (whose[0] === namespace && whose[1] === name) return measured
  throw new OmeError(
    'usage',
    `${file} was measured of service "${whose[1]}" in namespace "${whose[0]}", not of "${name}" in "${namespace}"`,
    [`measure this one: ome benchmark service ${name} -n ${namespace} --save FILE`],
  )
}

type Looked = {readonly facts: DeployFacts} | {readonly why: string}

/** The evidence and the cluster around it, each read once. Whoever may not read models and runtimes gets findings alone. */
async function look(ports: Searching, {name, namespace}: Asked, sinceMs: number) {
  const facts = ports.world.facts(namespace, {withConfigurations: true}).then(
    (found) => ({facts: found}),
    (error: unknown) => ({error}),
  )
  const existing = ports.world.existing(namespace, name)
  const world = {
    existing: () => existing,
    async machines() {
      const found = await facts
      return 'facts' in found ? found.facts : await ports.world.machines()
    },
  }
  const input = {name, namespace, sinceMs, ofPresent: true}
  const [evidence, found] = await Promise.all([gatherEvidence({...ports, world}, input), existing])
  const looked: Looked = await facts.then((each) => ('facts' in each ? each : {why: refusal(each.error)}))
  return {evidence, existing: found, looked}
}

function refusal(error: unknown): string {
  if (isOmeError(error) && error.kind === 'denied') return error.message
  throw error
}

function rowIn(report: OptionReport | Unsearched, number: number): Row {
  const rows = 'why' in report ? [] : report.choice.rows
  const found = rows.find((row) => row.number === number)
  if (found) return found
  const why = 'why' in report ? report.why : `rows go from 1 to ${rows.length}`
  throw new OmeError('usage', `there is no row ${number}: ${why}`, ['see the table: ome optimize without --row'])
}

const planFindings = (ports: Searching, {service}: Evidence, findings: readonly Finding[]): Promise<Plan> =>
  planOptimization(ports, ports, service, findings)

/** Another number of replicas is all that `--apply` makes of a row. Throws `failed` for more. */
async function planRow(ports: Searching, {name, namespace}: Asked, report: OptionReport, row: Row): Promise<Plan> {
  const {commands, replicasOnly} = report.stepsTo(row)
  if (commands.length > 0 && !replicasOnly)
    throw new OmeError('failed', `row ${row.number} changes more than replicas, which --apply leaves to you`, commands)
  const object = {kind: 'inferenceservice', name, namespace}
  if (!replicasOnly) return {changes: [{action: 'unchanged', object}]}
  const choose = {names: [name], namespace, all: false}
  const plan = await planUpdate(ports, ports, choose, {...replicasOnly, env: {}, fields: {}, waitModel: false})
  return {...plan, asks: `Change the replicas of service "${name}"?`}
}

async function apply(
  {context, plan: show, note}: Stage,
  ports: Searching,
  flags: OptimizeFlags,
  plan: Plan,
): Promise<void> {
  const {applied, results} = await show(plan, flags)
  if (applied) await recordApplied(ports.history, results, {verb: 'optimize', now: context.now(), note})
}
