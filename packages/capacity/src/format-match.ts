import {versionMatches} from './version.ts'

/** A name with an optional version, as a model states it. */
export interface NamedVersion {
  readonly name: string
  readonly version?: string
}

/** The same in a runtime, with its weight and comparison. */
export interface SupportedName extends NamedVersion {
  readonly operator?: string
  readonly weight?: number
}

export interface DiffusionComponent {
  readonly library?: string
  readonly type?: string
}

export interface DiffusionPipeline {
  readonly className?: string
  /** Keyed `scheduler`, `textEncoder`, `tokenizer`, `transformer`, `vae`. */
  readonly components: Readonly<Record<string, DiffusionComponent>>
  readonly additional: Readonly<Record<string, DiffusionComponent>>
}

/** What selection looks at in a model. An absent field is absent in the object, not empty. */
export interface SelectableModel {
  readonly format: NamedVersion
  readonly framework?: NamedVersion
  readonly architecture?: string
  readonly quantization?: string
  readonly size?: string
  readonly diffusionPipeline?: DiffusionPipeline
}

/** One entry of a runtime's `supportedModelFormats`. */
export interface SupportedFormat {
  readonly format?: SupportedName
  readonly framework?: SupportedName
  readonly architecture?: string
  readonly quantization?: string
  readonly diffusionPipeline?: DiffusionPipeline
  readonly autoSelect?: boolean
  readonly priority?: number
}

/**
 * Why a supported format does not take a model, in the controller's words; empty when it does. Each dimension must be
 * absent on both sides, or present and equal on both.
 */
export function formatMismatches(model: SelectableModel, supported: SupportedFormat): readonly string[] {
  const reasons = [
    pipelineMismatch(model.diffusionPipeline, supported.diffusionPipeline),
    textMismatch('architecture', model.architecture, supported.architecture),
    textMismatch('quantization', model.quantization, supported.quantization),
    supported.format && nameMismatch('format', model.format, supported.format),
    frameworkMismatch(model.framework, supported.framework),
  ].filter((reason) => reason !== undefined)
  return supported.format || reasons.length > 0 ? reasons : ['unknown mismatch']
}

/** `(format weight + framework weight) × priority`, 0 when name or version differ. Architecture does not count. */
export function formatScore(model: SelectableModel, supported: SupportedFormat): number {
  const {format, framework} = supported
  if (format && !nameScores(model.format, format)) return 0
  if (framework && model.framework && !nameScores(model.framework, framework)) return 0
  if (Boolean(framework) !== Boolean(model.framework)) return 0
  const weights = (format ? format.weight || 10 : 0) + (framework ? framework.weight || 5 : 0)
  return weights * (supported.priority ?? 1)
}

function nameScores(model: NamedVersion, supported: SupportedName): boolean {
  if (model.name !== supported.name) return false
  if (model.version === undefined || supported.version === undefined) return true
  return versionMatches(supported.version, model.version, supported.operator)
}

function textMismatch(what: string, model: string | undefined, runtime: string | undefined): string | undefined {
  if (model === runtime) return undefined
  if (model === undefined) return `model has no ${what} but runtime requires ${runtime}`
  if (runtime === undefined) return `model has ${what} ${model} but runtime has no ${what} requirement`
  return `${what} mismatch (model=${model}, runtime=${runtime})`
}

function nameMismatch(what: string, model: NamedVersion, runtime: SupportedName): string | undefined {
  if (model.name !== runtime.name) return `${what} name mismatch (model=${model.name}, runtime=${runtime.name})`
  if (model.version === undefined && runtime.version === undefined) return undefined
  if (model.version === undefined) return `model has no ${what} version but runtime requires ${runtime.version}`
  if (runtime.version === undefined) return `model has ${what} version but runtime has no version requirement`
  if (versionMatches(runtime.version, model.version, runtime.operator)) return undefined
  return `${what} version mismatch (model=${model.version}, runtime=${runtime.version})`
}

function frameworkMismatch(model: NamedVersion | undefined, runtime: SupportedName | undefined): string | undefined {
  if (model && runtime) return nameMismatch('framework', model, runtime)
  return textMismatch('framework', model?.name, runtime?.name)
}

function pipelineMismatch(
  model: DiffusionPipeline | undefined,
  runtime: DiffusionPipeline | undefined,
): string | undefined {
  if (!runtime) return undefined
  if (!model) return 'diffusion pipeline required by runtime but not specified in model'
  if (runtime.className !== undefined && runtime.className !== model.className)
    return `pipeline class mismatch (model=${model.className ?? '<nil>'}, runtime=${runtime.className})`
  for (const [name, component] of Object.entries(runtime.components)) {
    const found = model.components[name]
    if (!found) return `component ${name} required by runtime but not specified in model`
    const reason = componentMismatch(name, found, component)
    if (reason) return reason
  }
  const additional = Object.entries(runtime.additional)
  if (additional.length > 0 && Object.keys(model.additional).length === 0)
    return 'diffusion pipeline missing required additional components'
  for (const [name, component] of additional) {
    const found = model.additional[name]
    if (!found) return `diffusion component ${name} missing in model`
    const reason = componentMismatch(name, found, component)
    if (reason) return reason
  }
  return undefined
}

function componentMismatch(name: string, model: DiffusionComponent, runtime: DiffusionComponent): string | undefined {
  if (runtime.library && runtime.library !== model.library)
    return `${name} library mismatch (model=${model.library ?? ''}, runtime=${runtime.library})`
  if (runtime.type && runtime.type !== model.type)
    return `${name} type mismatch (model=${model.type ?? ''}, runtime=${runtime.type})`
  return undefined
}
