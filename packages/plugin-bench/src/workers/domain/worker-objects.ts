import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'

/** Workers that send a load from inside the cluster. */
export interface WorkerWish {
  readonly name: string
  readonly namespace: string
  readonly workers: number
  readonly image: string
  /** Of a Secret of the namespace. */
  readonly key?: SecretKey | undefined
  /** After so many seconds the cluster ends what nobody ended. */
  readonly deadlineSeconds: number
}

export interface SecretKey {
  readonly secret: string
  readonly key: string
}

/** Packed files in base64. */
export interface WorkerFiles {
  /** The program, compressed. */
  readonly program: string
  readonly plan: string
}

/** Where a worker finds the key that requests carry, when there is one. */
export const keyVariable = 'OME_API_KEY'

export const loadLabel = 'ome.cli/load'
export const workerContainer = 'worker'
/** How long the cluster keeps what nobody has removed. */
export const keepSeconds = 600

/** Stock Node, by which the program is run that comes along. */
export const usualImage = 'docker.io/library/node:24-slim'
/** The unprivileged user of that image; whichever it is, all it does is read what is mounted. */
const user = 1000

const folder = '/ome'
const labels = (name: string) => ({
  'app.kubernetes.io/name': 'ome-load',
  'app.kubernetes.io/managed-by': 'ome',
  [loadLabel]: name,
})

/** Kubernetes takes no larger ConfigMap. */
const largest = 1024 * 1024
const bytesOf = (base64: string): number => Math.floor((base64.length * 3) / 4)

/** Starts a program that came compressed. */
const starter = `const {readFileSync} = require('node:fs')
const {gunzipSync} = require('node:zlib')
const Module = require('node:module')
const program = new Module(__dirname + '/runner.cjs')
program._compile(gunzipSync(readFileSync(__dirname + '/runner.cjs.gz')).toString(), __dirname + '/runner.cjs')
`

/** The program and its orders; belongs to the Job and goes with it. Throws `usage` for more than a ConfigMap holds. */
export function workerFiles({name, namespace}: WorkerWish, files: WorkerFiles, job: KubeObject): KubeObject {
  if (bytesOf(files.program) + bytesOf(files.plan) + starter.length > largest)
    throw new OmeError(
      'usage',
      `the data set is too large for the cluster: compressed it has ${Math.ceil(bytesOf(files.plan) / 1024)} KiB, and a ConfigMap holds 1 MiB with the program`,
      ['send it from here: --from here', 'or name a smaller file'],
    )
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace,
      labels: labels(name),
      ownerReferences: [{apiVersion: 'batch/v1', kind: 'Job', name, uid: job.metadata.uid ?? ''}],
    },
    immutable: true,
    data: {'start.cjs': starter},
    binaryData: {'runner.cjs.gz': files.program, 'plan.json.gz': files.plan},
  }
}

/** A Job with an index for each worker; one that dies is not replaced, for its part of the load has passed. */
export function workerJob(
  wish: WorkerWish,
  confinement: {readonly pod: object; readonly container: object},
): KubeObject {
  const {name, namespace, workers} = wish
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {name, namespace, labels: labels(name)},
    spec: {
      completionMode: 'Indexed',
      completions: workers,
      parallelism: workers,
      backoffLimitPerIndex: 0,
      activeDeadlineSeconds: wish.deadlineSeconds,
      ttlSecondsAfterFinished: keepSeconds,
      template: {metadata: {labels: labels(name)}, spec: workerPod(wish, confinement)},
    },
  }
}

function workerPod(
  {name, image, key}: WorkerWish,
  {pod, container}: {readonly pod: object; readonly container: object},
): Readonly<Record<string, unknown>> {
  return {
    ...pod,
    securityContext: {...('securityContext' in pod ? (pod.securityContext as object) : {}), runAsUser: user},
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 5,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: {matchLabels: {[loadLabel]: name}},
      },
    ],
    containers: [
      {
        ...container,
        name: workerContainer,
        image,
        command: ['node', `${folder}/start.cjs`, `${folder}/plan.json.gz`],
        stdin: true,
        ...(key && {
          env: [{name: keyVariable, valueFrom: {secretKeyRef: {name: key.secret, key: key.key}}}],
        }),
        // A generator that is throttled measures its own stops: no limit of CPU below two cores.
        resources: {requests: {cpu: '1', memory: '512Mi'}, limits: {cpu: '2', memory: '1Gi'}},
        volumeMounts: [{name: 'program', mountPath: folder, readOnly: true}],
      },
    ],
    volumes: [{name: 'program', configMap: {name}}],
  }
}
