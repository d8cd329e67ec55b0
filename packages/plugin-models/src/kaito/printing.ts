import {kaitoModels} from '@ome/capacity/kaito-models'
import {findModel} from '@ome/kaito/find-model'
import {chooseInstance, findInCloud} from '@ome/kaito/instance-choice'
import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {type SizingRow, sizeOnOne} from '@ome/kaito/sizing'
import type {TuningMethod} from '@ome/kaito/training-config'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {Exit} from '@ome/sdk/runtime'
import type {View} from '@ome/sdk/view'
import {admissionOf, type CatalogueName, catalogueDocument, catalogueOf, type MarketFlags, marketOf} from './compose.ts'
import {type EngineRuntime, filtered} from './domain/catalogue.ts'
import {differenceFrom, modelsIn} from './domain/catalogue-file.ts'
import {engineArguments} from './domain/engine-arguments.ts'
import {engineReport} from './domain/engine-report.ts'
import {estimate} from './domain/estimate.ts'
import {type OwnFlags, refuseFlags} from './domain/own-flags.ts'
import {serverRule} from './domain/server-check.ts'
import {isYes, judge, type Market, sizeOf} from './domain/verdict.ts'
import {catalogueList} from './views/catalogue-list.ts'
import {engineReportView} from './views/engine-report.ts'
import {kaitoEstimateView} from './views/kaito-estimate.ts'
import {kaitoModelView} from './views/kaito-model.ts'
import {verdictView} from './views/verdict.ts'

/** What is shown with. */
export interface Stage {
  readonly context: Context
  readonly render: <Model>(view: View<Model>, model: Model) => void
  readonly note: (text: string) => void
}

interface Wanted extends MarketFlags {
  readonly runtime?: EngineRuntime | undefined
  readonly method?: TuningMethod | undefined
  readonly 'instance-type'?: string | readonly string[] | undefined
  readonly 'max-nodes'?: number | undefined
  readonly 'context-length'?: number | undefined
}

/** Whether a line is about KAITO's catalogue. Throws `usage` for flags of the other one. */
export async function isKaitos(
  context: Context,
  flags: Readonly<Record<string, unknown>> & {readonly catalog?: CatalogueName | undefined},
  own: OwnFlags,
  name?: string,
): Promise<boolean> {
  const catalogue = await catalogueOf(context, flags.catalog, name)
  refuseFlags(catalogue, flags, own)
  return catalogue === 'kaito'
}

/** `models list`. */
export async function listKaito(
  {context, render, note}: Stage,
  flags: MarketFlags & {
    readonly tunable?: boolean | undefined
    readonly runtime?: EngineRuntime | undefined
    readonly fits?: string | undefined
    readonly refresh?: string | undefined
  },
): Promise<void> {
  const machine = flags.fits === undefined ? undefined : machineOf(await marketOf(context, flags, note), flags.fits)
  const fits =
    machine &&
    (({
      weightGiB,
      bytesPerToken,
      id,
    }: {
      readonly weightGiB: number
      readonly bytesPerToken: number
      readonly id: string
    }) => sizeOnOne({name: id, weightGiB, bytesPerToken}, machine)?.nodes === 1)
  const models =
    flags.refresh === undefined
      ? kaitoModels()
      : modelsIn(await catalogueDocument(context, flags.refresh), flags.refresh)
  if (flags.refresh !== undefined) note(differenceFrom(models))
  render(catalogueList, filtered(models, {tunable: flags.tunable, runtime: flags.runtime, fits}))
}

function machineOf({profile}: Market, typed: string) {
  const found = findInCloud(profile.cloud, typed)
  if (found.found === 'known') return found.instance
  throw new OmeError('unmet', `${typed} is not offered: ${found.because}`)
}

/** `models describe`. */
export async function describeKaito(
  {context, render, note}: Stage,
  typed: string | undefined,
  flags: MarketFlags & {readonly 'runtime-params'?: boolean | undefined},
): Promise<void> {
  const model = await named({context, note}, typed, flags)
  const market = await marketOf(context, flags, note)
  const none = {runtime: undefined, method: undefined, instanceType: undefined, maxNodes: undefined, context: undefined}
  const {rows} = judge(market, model, none)
  const params = flags['runtime-params'] && model.model ? engineArguments(model.model, 'vllm', rows[0]) : undefined
  render(kaitoModelView, {model, rows, ...(params && {params})})
}

/** `models validate`. Ends with 3 for a no. */
export async function validateKaito(
  {context, render, note}: Stage,
  typed: string | undefined,
  flags: Wanted & {readonly admission?: boolean | undefined; readonly namespace?: string | undefined},
): Promise<void> {
  const model = await named({context, note}, typed, flags)
  const market = await marketOf(context, flags, note)
  const [instanceType] = [flags['instance-type'] ?? []].flat()
  const question = {
    instanceType,
    runtime: flags.runtime,
    method: flags.method,
    maxNodes: flags['max-nodes'],
    context: flags['context-length'],
  }
  const judged = judge(market, model, question)
  const namespace = flags.admission ? (flags.namespace ?? (await context.namespace())) : ''
  const told = flags.admission
    ? [await serverRule(await admissionOf(context), market, {verdict: judged, question, namespace})]
    : []
  const verdict = {...judged, rules: [...judged.rules, ...told]}
  render(verdictView, verdict)
  if (!isYes(verdict)) throw new Exit(3)
}

/** `models estimate`. */
export async function estimateKaito(
  {context, render, note}: Stage,
  typed: string | undefined,
  flags: Wanted & {readonly replicas?: number | undefined; readonly cost?: boolean | undefined},
): Promise<void> {
  const model = await named({context, note}, typed, flags)
  const market = await marketOf(context, flags, note)
  const most = model.model?.maxTokens
  const wanted = flags['context-length']
  if (most !== undefined && wanted !== undefined && wanted > most)
    note(`${model.preset} itself takes at most ${most} tokens`)
  const result = estimate(market, model, {
    replicas: flags.replicas ?? 1,
    method: flags.method,
    context: flags['context-length'],
    instanceTypes: [flags['instance-type'] ?? []].flat(),
  })
  render(kaitoEstimateView(flags), result)
}

/** `models runtime`. Ends with 3 where the engine that was asked for cannot run it. */
export async function runtimeOfKaito(
  {context, render, note}: Stage,
  typed: string | undefined,
  flags: Wanted & {readonly config?: boolean | undefined; readonly compatibility?: boolean | undefined},
): Promise<void> {
  const model = await named({context, note}, typed, flags)
  const market = await marketOf(context, flags, note)
  const report = engineReport(model, {
    runtime: flags.runtime,
    config: flags.config === true,
    compatibility: flags.compatibility === true,
    row: rowFor(market, model, flags),
  })
  render(engineReportView, report)
  if (report.possible) return
  note(`KAITO does not run ${model.preset} with ${flags.runtime}: shown is ${report.runtime}`)
  throw new Exit(3)
}

function rowFor(market: Market, model: ResolvedModel, flags: Wanted): SizingRow | undefined {
  const size = sizeOf(model)
  const [typed] = [flags['instance-type'] ?? []].flat()
  if (!size) return undefined
  if (typed !== undefined) return sizeOnOne(size, machineOf(market, typed), market)
  try {
    return chooseInstance(market.profile, {...market, model: size}).row
  } catch (error) {
    // The arguments hold without a machine.
    if (isOmeError(error) && error.kind === 'unmet') return undefined
    throw error
  }
}

/** The model that was typed, with a note per translation. */
async function named(
  {context, note}: Pick<Stage, 'context' | 'note'>,
  typed: string | undefined,
  flags: MarketFlags,
): Promise<ResolvedModel> {
  if (typed === undefined)
    throw new OmeError('usage', 'which model? a name is missing', ['list them: ome models list --catalog kaito'])
  const model = await findModel(context, typed, flags)
  for (const text of model.notes) note(text)
  return model
}
