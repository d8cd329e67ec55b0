import {kaitoNouns} from '@ome/kaito/kaito-nouns'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {serving} from '../../compose.ts'
import type {BackendName, Target} from '../../domain/backend.ts'
import {followService} from '../../observe/usecases/report-service.ts'
import {serviceStatus} from '../../observe/views/service-status.ts'
import type {Stage} from '../../printing/serving-command.ts'
import type {TargetQuestion} from '../../usecases/choose-backend.ts'
import {backendsOf, kaitoSources} from '../compose.ts'
import type {Overview} from '../domain/overview.ts'
import {listEverything} from '../usecases/list-everything.ts'
import {followKaito} from '../usecases/report-kaito.ts'
import {statusOf, type TargetSources} from '../usecases/target-status.ts'
import {kaitoStatus} from '../views/kaito-status.ts'

/** The question of `status`, for a namespace. */
export const statusQuestion = (
  words: readonly (string | undefined)[],
  namespace: string,
  backend: BackendName | undefined,
): TargetQuestion => ({verb: 'status', words, namespace, backend, nouns: kaitoNouns})

export async function targetSources(context: Context): Promise<TargetSources> {
  const [finder, ome, kaito] = await Promise.all([backendsOf(context), serving(context), kaitoSources(context)])
  return {finder, serving: ome, kaito}
}

/** One object, now or as it changes, through the view of its backend. */
export async function showStatus(
  stage: Stage,
  sources: TargetSources,
  {namespace, target}: {readonly namespace: string; readonly target: Target},
  {
    output,
    watch,
    timeout,
  }: {
    readonly output?: string | undefined
    readonly watch?: boolean | undefined
    readonly timeout?: number | undefined
  },
): Promise<void> {
  const {signal} = stage.context
  if (watch)
    return target.backend === 'ome'
      ? await stage.watch(
          serviceStatus,
          followService(sources.serving, {name: target.name, namespace}, 'glance'),
          output,
          timeout,
        )
      : await stage.watch(kaitoStatus, followKaito(sources.kaito, namespace, target, signal), output, timeout)
  const status = await statusOf(sources, namespace, target)
  if (status.backend === 'ome') stage.render(serviceStatus, status.report, output)
  else stage.render(kaitoStatus, status.status, output)
}

/** Rows of everything in a cluster; what may not be read is told by `note`. */
export async function readEverything(
  context: Context,
  query: {readonly namespace?: string | undefined; readonly backend?: BackendName | undefined},
  note: (text: string) => void,
): Promise<readonly Overview[]> {
  const {finder, serving: ome, kaito} = await targetSources(context)
  const {rows, unread} = await listEverything({finder, services: ome.services, store: kaito.store}, query)
  for (const right of unread) note(`not shown, for it takes the right to ${right}`)
  return rows
}

/** `--all` stands in the place of an object. */
export function refuseNamesWithAll(verb: string, words: readonly (string | undefined)[], all: boolean): void {
  const isNamed = words.some((word) => word !== undefined)
  if (isNamed && all) throw new OmeError('usage', '--all is everything: name nothing beside it')
  if (!isNamed && !all)
    throw new OmeError('usage', 'name one object, or give --all', [`ome ${verb} workspace NAME`, `ome ${verb} --all`])
}
