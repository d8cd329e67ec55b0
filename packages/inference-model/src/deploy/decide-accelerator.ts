import {OmeError} from '@ome/sdk/errors'
import type {Accelerator} from '../accelerator.ts'
import type {RuntimeChoice} from './choose-runtime.ts'
import type {ServiceDraft} from './service-draft.ts'

export interface AcceleratorChoice {
  readonly placement: Pick<ServiceDraft, 'acceleratorClass' | 'nodeSelector'>
  readonly notes: readonly string[]
}

/** OME gives a component a class only when its runtime lists classes; otherwise the labels of the class do the same. */
export function acceleratorFor(
  accelerators: readonly Accelerator[],
  wanted: string | undefined,
  {runtime}: Pick<RuntimeChoice, 'runtime'>,
): AcceleratorChoice {
  if (wanted === undefined) return {placement: {}, notes: []}
  const found = accelerators.find(({name}) => name === wanted)
  if (!found) {
    throw new OmeError('not-found', `accelerator "${wanted}" not found`, ['list what is there: ome get accelerators'])
  }
  if (runtime.acceleratorClasses.includes(wanted))
    return {placement: {acceleratorClass: wanted}, notes: [`accelerator ${wanted}, listed by the runtime`]}
  return {
    placement: {nodeSelector: found.nodeSelector},
    notes: [
      `runtime ${runtime.name} does not list accelerator ${wanted}: the engine gets the node labels of the class instead`,
    ],
  }
}
