import type {ApiObject} from '../api.ts'
import {asFields} from './merge.ts'
import type {Component} from './names.ts'

/** `OMENative` is of v1.3 alone. */
export type DeploymentMode =
  | 'RawDeployment'
  | 'MultiNode'
  | 'Serverless'
  | 'MultiNodeRayVLLM'
  | 'VirtualDeployment'
  | 'OMENative'

const modes: readonly string[] = ['Serverless', 'RawDeployment', 'MultiNodeRayVLLM', 'MultiNode', 'VirtualDeployment']

const isMode = (text: unknown): text is DeploymentMode => typeof text === 'string' && modes.includes(text)

/**
 * How a component runs: its own annotation, else leader and workers, else Knative for nothing at rest, else a Deployment. The
 * annotation of the whole service does not decide. Source: OME v0.1 `pkg/controller/v1beta1/inferenceservice/utils`.
 */
export function componentMode(
  service: ApiObject,
  runtime: ApiObject | undefined,
  component: Component,
): DeploymentMode {
  const spec = asFields(service.spec[component])
  const config = asFields(runtime?.spec?.[`${component === 'predictor' ? 'engine' : component}Config`])
  const annotated = asFields(spec['annotations'])['ome.io/deploymentMode']
  const isMultiNode =
    component !== 'router' &&
    [spec, config].some((from) => from['leader'] !== undefined || from['worker'] !== undefined)
  if (component === 'decoder') return isMultiNode ? 'MultiNode' : 'RawDeployment'
  const mode = isMode(annotated)
    ? annotated
    : isMultiNode
      ? 'MultiNode'
      : spec['minReplicas'] === 0
        ? 'Serverless'
        : 'RawDeployment'
  return mode === 'Serverless' && component === 'engine' && service.spec.decoder ? 'RawDeployment' : mode
}
