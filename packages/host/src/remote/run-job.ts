import {randomInt} from 'node:crypto'
import type {RemoteRun} from '@ome/installer/artifact/foreign-run'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import {podConfinement} from '@ome/sdk/pod-confinement'

export const jobs: ResourceRef = {group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true}
export const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true}
export const events: ResourceRef = {group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true}

export const runLabel = 'ome.cli/run'
export const commandLabel = 'ome.cli/command'
export const containerName = 'command'

/** How long the cluster keeps what nobody has removed. */
export const keepSeconds = 600
const resultPath = '/dev/termination-log'

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

export const newRunName = (): string =>
  `ome-run-${Array.from({length: 6}, () => letters[randomInt(letters.length)]).join('')}`

export interface RunWish {
  readonly name: string
  readonly namespace: string
  /** The command's words. */
  readonly command: string
  readonly run: RemoteRun
  readonly argv: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  /** The person's terminal is joined to the program. */
  readonly terminal: boolean
}

/**
 * The Job of one run. It is a Job also where a person talks to the program: only then does the cluster itself remove it
 * when this client has died, and nobody needs the right to create Pods.
 */
export function runJob({name, namespace, command, run, argv, variables, terminal}: RunWish): KubeObject {
  const labels = {[runLabel]: name, [commandLabel]: command.replaceAll(' ', '.').slice(0, 63)}
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {name, namespace, labels},
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: run.timeoutSeconds,
      ttlSecondsAfterFinished: keepSeconds,
      template: {
        metadata: {labels},
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: run.serviceAccount,
          ...podConfinement.pod,
          automountServiceAccountToken: run.apiAccess,
          terminationGracePeriodSeconds: 10,
          containers: [
            {
              name: containerName,
              image: run.image,
              command: run.command,
              args: argv,
              env: Object.entries({...variables, OME_RESULT: resultPath}).map(([key, value]) => ({name: key, value})),
              ...(run.resources ? {resources: run.resources} : {}),
              // One who left a terminal may come back; a pipe has one end.
              ...(run.stdin || terminal ? {stdin: true, ...(terminal ? {tty: true} : {stdinOnce: true})} : {}),
              terminationMessagePath: resultPath,
              ...podConfinement.container,
              volumeMounts: [{name: 'tmp', mountPath: '/tmp'}],
            },
          ],
          volumes: [{name: 'tmp', emptyDir: {sizeLimit: '64Mi'}}],
        },
      },
    },
  }
}
