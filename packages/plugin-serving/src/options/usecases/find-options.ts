import type {RequestSize} from '@ome/capacity/throughput'
import type {DeployFacts, ExistingService} from '@ome/inference-model/deploy/request'
import type {Model} from '@ome/inference-model/model'
import {isSameModel, modelFigures} from '@ome/inference-model/model-figures'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {PriceBook} from '@ome/pricing/price-book'
import {OmeError} from '@ome/sdk/errors'
import {type Evidence, engineOf} from '../../judge/domain/evidence.ts'
import {choose} from '../domain/choice.ts'
import {correctionOf, type MeasuredSpeed, withMeasured} from '../domain/correction.ts'
import {demandsOf} from '../domain/demands.ts'
import {liveLoad} from '../domain/live-speed.ts'
import type {MeasuredFile} from '../domain/measured-file.ts'
import {parseObjectives} from '../domain/objective.ts'
import type {Option} from '../domain/option.ts'
import {groupedFallen, type OptionQuestion, type OptionReport, type Unsearched} from '../domain/option-report.ts'
import {outOfScope} from '../domain/out-of-scope.ts'
import {presentOption} from '../domain/present.ts'
import {type SearchInput, searchOptions, type Variant} from '../domain/search.ts'
import {type Subject, stepsTo} from '../domain/steps.ts'
import {type Target, targetsOf} from '../domain/target.ts'
import {subjectOf} from './subject-of.ts'

export interface OptionSources {
  readonly evidence: Evidence
  readonly facts: DeployFacts
  readonly existing: ExistingService
  readonly book: PriceBook
  readonly measured?: MeasuredFile | undefined
}

/** Of a request that nobody has sent yet. */
const usualSize: RequestSize = {inputTokens: 1024, outputTokens: 256}
const usualReplicas = 8

/** What else could run a service, and which of it is best under what is asked for. */
export function findOptions(sources: OptionSources, question: OptionQuestion): OptionReport | Unsearched {
  const {evidence, facts, book, existing, measured} = sources
  const {service} = evidence
  const objectives = parseObjectives(question.slo)
  const {nodes, used, accelerators} = facts
  const unknown = outOfScope(service, existing, modelOf(facts.models, service.model?.name))
  if (unknown !== undefined) return {why: unknown}
  if (!nodes || !used) return {why: 'nodes and pods of the cluster may not be read, so that no GPUs are known'}
  const variants = variantsOf(facts.models, service.model?.name)
  if (typeof variants === 'string') return {why: variants}
  const {targets, dark} = targetsOf({accelerators, nodes, used, pods: service.pods, book})
  if (targets.length === 0) return {why: 'no node that takes pods has GPUs of known memory'}
  const subject = subjectOf(evidence, existing, accelerators)
  const live = liveLoad(evidence)
  const size = sizeOf(question, measured, live.size)
  const load = loadOf(measured, live.tokensPerSecond)
  const searched = search({targets, variants, subject, size, load, question, speed: measured ?? live.speed, ...sources})
  const {present, options, fallen, tried, notes, maxReplicas} = searched
  const demands = demandsOf(question, {
    objectives,
    tokensPerSecond: live.tokensPerSecond,
    present,
    quotas: facts.quotas ?? [],
    gpus: service.gpus,
  })
  const spreads = (measured ?? live.speed).spreads
  const choice = choose({options, present, demands, spreads})
  return {
    service: {name: service.name, namespace: service.namespace},
    size,
    load,
    demands,
    choice,
    stepsTo: (row) => stepsTo(row, subject, placeOf(targets, row)),
    fallen: groupedFallen([...dark.map(darkness), ...fallen, ...choice.fallen]),
    tried,
    maxReplicas,
    notes: [
      ...notes,
      ...(!measured && evidence.ofPresent === 'young' ? [young] : []),
      ...(measured?.notes ?? []),
      ...variantNotes(variants, present),
      ...objectives
        .filter(({metric, statistic}) => statistic !== 'mean' && spreads[`${metric}.${statistic}`] === undefined)
        .map(({text}) => `${text}: formulas know means alone, which are taken for it`),
    ],
  }
}

const darkness = (name: string) => ({what: name, reason: 'the memory of its GPUs is not known', count: 1})

const placeOf = (targets: readonly Target[], {accelerator}: Option): Target => {
  const found = targets.find(({name}) => name === accelerator)
  if (found) return found
  throw new OmeError('bug', `option on unknown accelerator ${accelerator}`)
}

/** That of the namespace stands before that of the cluster. */
const modelOf = (models: readonly Model[], name: string | undefined): Model | undefined =>
  models.find((model) => model.name === name)

/** The model and those that differ from it in their weights only; or why that cannot be said. */
function variantsOf(models: readonly Model[], name: string | undefined): readonly Variant[] | string {
  const own = modelOf(models, name)
  if (!own) return name === undefined ? 'the service names no model' : `model "${name}" may not be read, or is gone`
  const figures = modelFigures(own)
  if (!figures) return `the size of model "${own.name}" is not known`
  const others = models.filter((model) => model !== own && !model.disabled && isSameModel(own, model))
  return [
    {model: own, figures},
    ...others.flatMap((model) => {
      const known = modelFigures(model)
      // Nobody has told the shape of one: it is that of the other.
      const shape = known?.shape ?? figures.shape
      return known ? [{model, figures: {...known, ...(shape && {shape})}}] : []
    }),
  ]
}

function variantNotes(variants: readonly Variant[], present: Option | undefined): readonly string[] {
  const assumed = variants.filter(({figures}) => figures.isTypeAssumed).map(({model}) => model.name)
  const blind = variants.filter(({figures}) => !figures.shape).map(({model}) => model.name)
  return [
    ...(assumed.length > 0
      ? [`nothing says how the weights of ${assumed.join(', ')} are stored: 16 bit are taken`]
      : []),
    ...(blind.length > 0
      ? [
          `nobody tells the config.json of ${blind.join(', ')}: keys and values are left out, and contexts are not known`,
        ]
      : []),
    ...(variants.length === 1
      ? [
          `the cluster has no other weights of model ${variants[0]?.model.name}: import them first to have them compared`,
        ]
      : []),
    ...(present ? [] : ['the present configuration is not in the table: its machines or its runtime are not known']),
  ]
}

function sizeOf(
  {inputTokens, outputTokens}: OptionQuestion,
  measured: MeasuredFile | undefined,
  live: RequestSize | undefined,
): OptionReport['size'] {
  const told = measured?.size ?? live ?? usualSize
  const isTyped = inputTokens !== undefined || outputTokens !== undefined
  const from = isTyped ? 'typed' : measured ? measured.from : live ? 'measured' : 'assumed: nobody asks it now'
  return {
    inputTokens: inputTokens ?? told.inputTokens,
    outputTokens: Math.max(1, outputTokens ?? told.outputTokens),
    from,
  }
}

const loadOf = (measured: MeasuredFile | undefined, live: number | undefined): OptionReport['load'] =>
  measured
    ? {kind: 'at-once', requests: measured.requestsAtOnce, from: measured.from}
    : {kind: 'rate', tokensPerSecond: live ?? 0, from: live === undefined ? 'not known' : 'measured'}

interface Searching extends OptionSources {
  readonly targets: readonly Target[]
  readonly variants: readonly Variant[]
  readonly subject: Subject
  readonly size: RequestSize
  readonly load: OptionReport['load']
  readonly question: OptionQuestion
  readonly speed: MeasuredSpeed
}

function search({targets, variants, subject, size, load, question, speed, evidence, facts, measured}: Searching) {
  const {service} = evidence
  const engine = engineOf(evidence)
  const gpus = engine?.gpus ?? 0
  const gpusPerPod = engine?.workload?.kind === 'Deployment' ? gpus : podGpus(service.pods)
  const runtime = facts.runtimes.find(({name}) => name === subject.runtime)
  const maxReplicas = question.maxReplicas ?? Math.max(usualReplicas, subject.replicas)
  const input: SearchInput = {
    targets,
    variants,
    runtimes: facts.runtimes,
    namespace: service.namespace,
    present: {
      accelerator: subject.accelerator,
      model: subject.model,
      runtime,
      replicas: subject.replicas,
      tensorParallel: gpusPerPod,
      nodes: gpusPerPod > 0 ? Math.max(1, Math.round(gpus / gpusPerPod)) : 1,
    },
    contextTokens: question.contextTokens,
    size,
    load,
    maxReplicas,
  }
  const plain = presentOption(input)
  const changing = measured === undefined && isChanging(engine)
  const {correction, notes = []} = plain && !changing ? correctionOf(plain, speed) : {}
  const corrected = {...input, correction}
  const estimate = correction ? presentOption(corrected) : plain
  const present = estimate && correction ? withMeasured(estimate, speed) : estimate
  return {present, maxReplicas, notes: [...notes, ...(changing ? [onItsWay] : [])], ...searchOptions(corrected)}
}

const onItsWay = 'a change of the service is on its way: what its old replicas tell corrects no estimates'

const young =
  'the replicas that run now began less than 5 minutes ago: what was measured is of those before, and corrects no estimates'

const isChanging = (engine: ReturnType<typeof engineOf>): boolean =>
  engine !== undefined && ((engine.outdated ?? 0) > 0 || (engine.updatedReplicas ?? engine.replicas) < engine.replicas)

const podGpus = (pods: readonly ServicePod[]): number =>
  pods.find(({component, gpus}) => component !== 'router' && gpus > 0)?.gpus ?? 0
