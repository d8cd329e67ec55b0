import {at} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {Plan} from '@ome/sdk/plan'
import {checkServiceName} from '../../domain/object-name.ts'
import {type Detection, notServed} from '../../domain/served.ts'
import type {BoardWorld} from '../domain/board-world.ts'
import {readBoard, type WantedBoard} from '../domain/log-path.ts'

export interface BoardWish {
  readonly name: string
  readonly namespace: string
  readonly document: unknown
  readonly source: string
}

/** A tensorboard over the logs a file names. Its controller may not change one: another place is another tensorboard. */
export async function planBoard(world: BoardWorld, detection: Detection, wish: BoardWish): Promise<Plan> {
  const {name, namespace} = wish
  checkServiceName(name, 'a tensorboard')
  const board = readBoard(wish.document, wish)
  const served = await detection.served()
  if (!served.has('tensorboard.kubeflow.org', 'tensorboards')) throw notServed('tensorboards')
  if (!served.has('networking.istio.io', 'virtualservices'))
    throw new OmeError('unmet', 'tensorboards need Istio, which this cluster does not have', [
      'install Istio, or choose another cluster with --context',
    ])
  const object = {kind: 'Tensorboard', name, namespace}
  const live = await world.get(namespace, name)
  if (live) {
    const [is, wanted] = [at(live['spec'], 'logspath'), at(board.object['spec'], 'logspath')]
    if (is === wanted) return {changes: [{action: 'unchanged', object}]}
    throw new OmeError('conflict', `tensorboard/${name} is there already and shows ${is}`, [
      'take another name',
      `or make room first: ome kf remove tensorboard/${name} -n ${namespace}`,
    ])
  }
  const taken = await world.inTheWay(namespace, name)
  if (taken.length > 0)
    throw new OmeError(
      'conflict',
      `${taken.join(', ')} would be written over: a tensorboard makes them with its name`,
      ['take another name'],
    )
  await checkClaim(world, board, namespace)
  return {changes: [{action: 'create', object, write: world.create(board.object)}], notes: board.notes}
}

async function checkClaim(world: BoardWorld, {claim}: WantedBoard, namespace: string): Promise<void> {
  const claims = claim === undefined ? undefined : await world.claims(namespace)
  if (claim === undefined || claims === undefined || claims.includes(claim)) return
  const near = nearest(claim, claims)
  throw new OmeError('not-found', `there is no claim "${claim}" in namespace ${namespace}`, [
    near === undefined ? `there are ${claims.join(', ') || 'none'}` : `did you mean ${near}?`,
  ])
}
