import {asFields} from '../merge.ts'
import type {ModeRule} from '../service-plan.ts'

/**
 * How a component runs in v1.3: its annotation (the service's over the runtime's), `spec.deploymentMode`, instances of several
 * nodes, else a Deployment. Serverless and Ray are gone.
 */
export const nextMode: ModeRule = (service, runtime, component) => {
  const own = asFields(service.spec[component])
  const config = asFields(runtime?.spec?.[`${component}Config`])
  const annotated = [own, config].map((from) => asFields(from['annotations'])['ome.io/deploymentMode'])
  const named = [...annotated, service.spec.deploymentMode].find((mode) => typeof mode === 'string')
  if (named === 'OMENative' || named === 'RawDeployment' || named === 'MultiNode') return named
  const hasNodes = component !== 'router' && [own, config].some((from) => from['leader'] ?? from['worker'])
  return hasNodes ? 'OMENative' : 'RawDeployment'
}
