import type {Context} from '@ome/sdk/context'
import {plain} from '@ome/sdk/text'
import type {WorkersMade, WorkersOrder} from '../load/domain/loading.ts'
import {parseSecretKey, plainHeaders} from './domain/worker-headers.ts'
import {usualImage, type WorkerWish} from './domain/worker-objects.ts'
import {workerPlan} from './domain/worker-plan.ts'

/** What sending a load from inside the cluster takes. */
export async function workersIn(
  context: Context,
  typedHeaders: readonly (readonly [string, string])[],
  order: WorkersOrder,
): Promise<WorkersMade> {
  const headers = plainHeaders(typedHeaders)
  const wish = await wishOf(context, order)
  const [{workerHost}, {packed, unpacked}, {programFile}, kube] = await Promise.all([
    import('./kube/worker-host.ts'),
    import('./process/packing.ts'),
    import('./files/program-file.ts'),
    context.lastingKube?.() ?? context.kube(),
  ])
  const plan = JSON.stringify(workerPlan(order, headers))
  return {
    host: workerHost(kube, (message) => context.io.err(`warning: ${plain(message)}\n`)),
    wish,
    files: {program: packed(programFile()), plan: packed(plan)},
    unpack: unpacked,
  }
}

/** Beyond what a run may take; workers that nobody talks to end by themselves much earlier. */
const spareSeconds = 6 * 3600

async function wishOf({settings}: Context, {typed, namespace, workers, choice}: WorkersOrder): Promise<WorkerWish> {
  const {randomInt} = await import('node:crypto')
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  const suffix = Array.from({length: 6}, () => letters[randomInt(letters.length)]).join('')
  const configured = settings.get('bench.runner-image')
  const image = typed['runner-image'] ?? (typeof configured === 'string' ? configured : usualImage)
  const secret = typed['api-key-secret']
  return {
    name: `ome-load-${suffix}`,
    namespace,
    workers,
    image,
    key: secret === undefined ? undefined : parseSecretKey(secret),
    deadlineSeconds: Math.ceil(((choice.durationMs ?? 0) + typed['request-limit']) / 1000) + spareSeconds,
  }
}
