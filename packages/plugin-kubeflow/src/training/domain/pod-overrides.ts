import {at, type Fields, fields, list, text} from '@ome/capacity/fields'

/** What a TrainJob changes in the pods of one step of its runtime. */
export interface PodOverride {
  readonly step: string
  readonly metadata?: Fields
  readonly spec: Fields
}

/** The field for it by release of Trainer: 2.0, 2.1, and 2.2 or later. The version of the API is one and the same. */
const generations = ['podSpecOverrides', 'podTemplateOverrides', 'runtimePatches'] as const
type Generation = (typeof generations)[number]

const manager = 'ome.cli/train'

/** The overrides a spec has, whichever field they are in. */
export function overridesOf(spec: Fields): readonly PodOverride[] {
  const own = generations.find((field) => spec[field] !== undefined)
  return own === undefined ? [] : readers[own](spec[own])
}

export interface Translated {
  readonly spec: Fields
  readonly notes: readonly string[]
}

/**
 * The spec with overrides as the cluster serves them. `more` come beside those it has; where it is not known what is
 * served, the newest field is used, and one that is there stays as it is.
 */
export function withOverrides(
  spec: Fields,
  more: readonly PodOverride[],
  served: ReadonlySet<string> | undefined,
): Translated {
  const own = generations.find((field) => spec[field] !== undefined)
  if (own === undefined && more.length === 0) return {spec, notes: []}
  const target = served
    ? (generations.findLast((field) => served.has(field)) ?? 'runtimePatches')
    : (own ?? 'runtimePatches')
  if (own === target && more.length === 0) return {spec, notes: []}
  const {[own ?? target]: _own, ...rest} = spec
  const all = [...overridesOf(spec), ...more]
  const translated =
    own === undefined || own === target ? [] : [`${own} is written as ${target}: this cluster serves that`]
  const lost = target === 'podSpecOverrides' && all.some(({metadata}) => metadata !== undefined)
  const notes = lost
    ? [...translated, 'labels and annotations of pods are left out: this Trainer cannot set them']
    : translated
  return {spec: {...rest, [target]: writers[target](all)}, notes}
}

const readers: Readonly<Record<Generation, (value: unknown) => readonly PodOverride[]>> = {
  podSpecOverrides: (value) =>
    list(value).flatMap((each) => {
      const {targetJobs, ...spec} = fields(each)
      return stepsOf(targetJobs).map((step) => ({step, spec}))
    }),
  podTemplateOverrides: (value) =>
    list(value).flatMap((each) => stepsOf(at(each, 'targetJobs')).map((step) => ({step, ...podOf(each)}))),
  runtimePatches: (value) =>
    list(value).flatMap((patch) =>
      list(at(patch, 'trainingRuntimeSpec', 'template', 'spec', 'replicatedJobs')).map((job) => ({
        step: text(at(job, 'name')) ?? '',
        ...podOf(at(job, 'template', 'spec', 'template')),
      })),
    ),
}

const stepsOf = (targets: unknown): readonly string[] => list(targets).map((each) => text(at(each, 'name')) ?? '')

function podOf(template: unknown): Pick<PodOverride, 'metadata' | 'spec'> {
  const metadata = at(template, 'metadata')
  return {spec: fields(at(template, 'spec')), ...(metadata !== undefined && {metadata: fields(metadata)})}
}

const writers: Readonly<Record<Generation, (overrides: readonly PodOverride[]) => unknown>> = {
  podSpecOverrides: (all) => all.map(({step, spec}) => ({targetJobs: [{name: step}], ...spec})),
  podTemplateOverrides: (all) =>
    all.map(({step, metadata, spec}) => ({targetJobs: [{name: step}], ...(metadata && {metadata}), spec})),
  runtimePatches: (all) => [
    {
      manager,
      trainingRuntimeSpec: {
        template: {
          spec: {
            replicatedJobs: all.map(({step, metadata, spec}) => ({
              name: step,
              template: {spec: {template: {...(metadata && {metadata}), spec}}},
            })),
          },
        },
      },
    },
  ],
}
