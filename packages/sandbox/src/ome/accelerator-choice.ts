import {wholeGiB} from '@ome/capacity/quantity'
import type {ApiObject, LocalApi} from '../api.ts'
import {quantity} from '../quantity.ts'
import type {Component} from './names.ts'
import {acceleratorClasses} from './resources.ts'

export type AcceleratorChoice = {readonly accelerator: ApiObject | undefined} | {readonly refusal: string}

/**
 * The class a component runs on: only when its runtime lists classes and the service names one or sets a policy. Rules:
 * OME v0.1 `pkg/acceleratorclassselector`.
 */
export function chooseAccelerator(
  api: LocalApi,
  service: ApiObject,
  runtime: ApiObject | undefined,
  component: Component,
): AcceleratorChoice {
  const listed: string[] = runtime?.spec?.acceleratorRequirements?.acceleratorClasses ?? []
  if (listed.length === 0) return {accelerator: undefined}
  const override = service.spec[component]?.acceleratorOverride
  const selector = service.spec.acceleratorSelector
  const named: string | undefined =
    override?.acceleratorClass ??
    selector?.acceleratorClass ??
    service.metadata.annotations?.['ome.io/accelerator-class']
  if (named) {
    const found = api.get(acceleratorClasses, named)
    return found
      ? {accelerator: found}
      : {
          refusal: `Failed to get accelerator class for ${component}: accelerator class ${named} not found at cluster scope`,
        }
  }
  const policy: string | undefined = override?.policy ?? selector?.policy
  if (!policy) return {accelerator: undefined}
  const present = listed.flatMap((name) => api.get(acceleratorClasses, name) ?? [])
  return {accelerator: byPolicy(policy, present)}
}

function byPolicy(policy: string, classes: readonly ApiObject[]): ApiObject | undefined {
  if (policy === 'Cheapest') return lowest(classes, cost)
  if (policy === 'MostCapable' || policy === 'BestFit') return lowest(classes, (one) => -memory(one))
  return classes[0]
}

const memory = (one: ApiObject): number => wholeGiB(one.spec.capabilities?.memoryGB) ?? 0
const cost = (one: ApiObject): number => {
  const {spotPerHour, perHour, perMillionTokens} = one.spec.cost ?? {}
  return quantity(spotPerHour ?? perHour ?? perMillionTokens ?? '1000000')
}

const lowest = (classes: readonly ApiObject[], value: (one: ApiObject) => number): ApiObject | undefined =>
  [...classes].sort((a, b) => value(a) - value(b))[0]

/** The class's resources as requests and limits of the runner. */
export function acceleratorResources(accelerator: ApiObject): Record<string, string> {
  const resources: {name: string; quantity?: number | string}[] = accelerator.spec.resources ?? []
  return Object.fromEntries(resources.map((resource) => [resource.name, String(resource.quantity ?? 1)]))
}
