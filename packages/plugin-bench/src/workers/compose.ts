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

/** The image that brings node. */
export function runnerImage({settings}: Pick<Context, 'settings'>, typed: string | undefined): string {
  const configured = settings.get('bench.runner-image')
  return typed ?? (typeof configured === 'string' ? configured : usualImage)
}

/** A name that nobody else has. */
export async function newName(beginning: string): Promise<string> {
  const {randomInt} = await import('node:crypto')
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  return `${beginning}-${Array.from({length: 6}, () => letters[randomInt(letters.length)]).join('')}`
}

async function wishOf(context: Context, {typed, namespace, workers, choice}: WorkersOrder): Promise<WorkerWish> {
  const secret = typed['api-key-secret']
  return {
    name: await newName('ome-load'),
    namespace,
    workers,
    image: runnerImage(context, typed['runner-image']),
    key: secret === undefined ? undefined : parseSecretKey(secret),
    deadlineSeconds: Math.ceil(((choice.durationMs ?? 0) + typed['request-limit']) / 1000) + spareSeconds,
  }
}
