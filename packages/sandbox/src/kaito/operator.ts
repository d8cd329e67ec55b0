import type {ApiObject, LocalApi} from '../api.ts'
import {deployments} from '../controllers/resources.ts'

/** How KAITO's workspace operator is set up. */
export interface Operator {
  readonly namespace: string
  readonly cloud: 'azure' | 'aws' | 'arc'
  readonly nodeMode: 'azure-gpu-provisioner' | 'karpenter' | 'byo'
  readonly registry: string
  isOn(gate: string): boolean
}

/** Tag of the image that every preset runs in. Source: KAITO v0.12 `supported_models.yaml`. */
export const baseTag = '0.5.0'

/** Feature gates and their defaults. Source: KAITO v0.12 `pkg/featuregates`. */
const gateDefaults: Readonly<Record<string, boolean>> = {
  vLLM: true,
  disableNodeAutoProvisioning: false,
  gatewayAPIInferenceExtension: false,
  enableInferenceSetController: true,
  enableMIG: false,
  enableAccelerator: false,
  enableMultiRoleInferenceController: false,
  ModelMirror: false,
  ModelStreaming: false,
  enableBaseImageAutoUpgrade: false,
}

interface Container {
  readonly args?: readonly string[]
  readonly env?: readonly {readonly name: string; readonly value?: string}[]
}

/** Reads the operator's Deployment; a cluster without one behaves as the chart's defaults say. */
export function operatorOf(api: LocalApi): Operator {
  const [deployment] = api.list(deployments, {labels: {'app.kubernetes.io/name': 'workspace'}})
  const container: Container = deployment?.spec?.template?.spec?.containers?.[0] ?? {}
  const flag = (name: string): string | undefined =>
    container.args?.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
  const env = (name: string): string | undefined => container.env?.find((entry) => entry.name === name)?.value
  const cloud = env('CLOUD_PROVIDER')
  const mode = flag('node-provisioner')
  const nodeMode = mode === 'byo' || mode === 'karpenter' ? mode : 'azure-gpu-provisioner'
  const gates = {
    ...gateDefaults,
    ...gatesIn(flag('feature-gates') ?? ''),
    disableNodeAutoProvisioning: nodeMode === 'byo',
  }
  return {
    namespace: deployment?.metadata.namespace ?? 'kaito-workspace',
    cloud: cloud === 'aws' || cloud === 'arc' ? cloud : 'azure',
    nodeMode,
    registry: env('PRESET_REGISTRY_NAME') ?? 'mcr.microsoft.com/aks/kaito',
    isOn: (gate) => Reflect.get(gates, gate) === true,
  }
}

const gatesIn = (text: string): Record<string, boolean> =>
  Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.split('='))
      .filter(([name]) => name)
      .map(([name = '', value]) => [name, value === 'true']),
  )

/** The runtime a Workspace asks for; transformers is all there is without the gate vLLM. */
export const runtimeOf = ({metadata}: ApiObject, operator: Operator): 'vllm' | 'transformers' =>
  metadata.annotations?.['kaito.sh/runtime'] === 'transformers' || !operator.isOn('vLLM') ? 'transformers' : 'vllm'
