import type {ApiObject} from '../api.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {deployments, services} from '../controllers/resources.ts'
import {type Controller, timestamp, type World} from '../controllers/world.ts'
import {childApplier} from '../ome/apply.ts'
import {childMeta, hasMesh, routeFor, serviceFor, writeStatus} from './children.ts'
import {tensorboards, virtualServices} from './resources.ts'

const port = 6006

/** Tensorboards: a Deployment that always runs, a Service and a route. */
export const tensorboardController: Controller = (world) => {
  const apply = childApplier(world)
  return reconciler(world, {
    name: 'tensorboard-controller',
    sources: [
      {resource: tensorboards, keys: (object) => [keyOf(object)]},
      {resource: deployments, keys: (object) => ownerKey(object, 'Tensorboard')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const board = world.api.get(tensorboards, name, namespace)
      if (!board || isTerminating(board)) return
      apply(deployments, deploymentOf(board))
      apply(services, serviceFor(board, {app: name}, port))
      if (hasMesh(world)) apply(virtualServices, routeFor(board, name, `/tensorboard/${namespace}/${name}/`))
      report(world, board)
    },
  })
}

interface Logs {
  readonly directory: string
  readonly claim?: string
  readonly mountPath?: string
  readonly subPath?: string
}

function logsOf(path: string): Logs {
  const claim = /^pvc:\/\/([^/]+)\/?(.*)$/.exec(path)
  if (claim)
    return {
      directory: '/tensorboard_logs/',
      claim: claim[1] ?? '',
      mountPath: '/tensorboard_logs/',
      subPath: claim[2] ?? '',
    }
  if (/^(gs|s3):\/\/|^\/cns\//.test(path)) return {directory: path}
  return {directory: path, claim: 'tb-volume', mountPath: path}
}

function deploymentOf(board: ApiObject): ApiObject {
  const {name, labels} = board.metadata
  const {directory, claim, mountPath, subPath} = logsOf(board.spec.logspath)
  const mount = {name: 'tbpd', mountPath, readOnly: true, ...(subPath ? {subPath} : {})}
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: childMeta(board, name),
    spec: {
      replicas: 1,
      selector: {matchLabels: {app: name}},
      template: {
        metadata: {labels: {...labels, app: name}},
        spec: {
          containers: [
            {
              name: 'tensorboard',
              image: 'tensorflow/tensorflow:2.5.1',
              command: ['/usr/local/bin/tensorboard'],
              args: [`--logdir=${directory}`, '--bind_all'],
              ports: [{containerPort: port}],
              ...(claim === undefined ? {} : {volumeMounts: [mount]}),
            },
          ],
          ...(claim === undefined ? {} : {volumes: [{name: 'tbpd', persistentVolumeClaim: {claimName: claim}}]}),
        },
      },
    },
  }
}

interface BoardCondition {
  readonly deploymentState: string
  readonly lastProbeTime?: string
}

/** Each change of the Deployment's newest condition is appended. */
function report(world: World, board: ApiObject): void {
  const deployment = world.api.get(deployments, board.metadata.name, board.metadata.namespace)
  const known: readonly BoardCondition[] = board['status']?.conditions ?? []
  const state: string | undefined =
    (deployment?.status?.readyReplicas ?? 0) > 0 ? 'Available' : deployment?.status?.conditions?.at(-1)?.type
  const isNew = state !== undefined && known.at(-1)?.deploymentState !== state
  writeStatus(world, tensorboards, board, {
    readyReplicas: deployment?.status?.readyReplicas ?? 0,
    conditions: isNew ? [...known, {deploymentState: state, lastProbeTime: timestamp(world.clock.now())}] : known,
  })
}
