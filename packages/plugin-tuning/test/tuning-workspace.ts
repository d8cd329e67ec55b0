import type {KubeObject} from '@ome/sdk/kube'

interface Wish {
  readonly name: string
  readonly annotations?: Record<string, string>
  readonly output?: Record<string, unknown>
}

/** A Workspace that tunes phi-3 with a hundred rows. */
export const tuningWorkspace = ({name, annotations = {}, output}: Wish): KubeObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'Workspace',
  metadata: {name, namespace: 'default', annotations},
  resource: {instanceType: 'Standard_NC24ads_A100_v4', labelSelector: {matchLabels: {apps: name}}},
  tuning: {
    preset: {name: 'phi-3-mini-4k-instruct'},
    method: 'qlora',
    config: 'my-tuning-config',
    input: {urls: ['https://data.example.com/train.parquet']},
    output: output ?? {image: 'registry.example.com/adapters/x:v1', imagePushSecret: 'registry-push'},
  },
})

export const workspacesOf = {group: 'kaito.sh', plural: 'workspaces'}
