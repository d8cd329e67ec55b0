import type {Context} from '@ome/sdk/context'
import {podAccessOf, serving} from '../../compose.ts'
import {type ChatInput, type Conversation, converse, openConversation} from '../../reach/usecases/chat-with-service.ts'
import {forwardService} from '../../reach/usecases/reach-pod.ts'
import {serviceUrls} from '../../reach/usecases/service-urls.ts'
import {kaitoSources} from '../compose.ts'
import {answeringAddress, type ForwardKaito, forwardRunning, kaitoUrls} from '../usecases/reach-kaito.ts'
import {getReport} from '../usecases/report-kaito.ts'
import {type FoundTarget, runningTarget} from './running-target.ts'

/** What answers questions as an engine does; of a RAG engine it is asked by `ome rag query`. */
export const chattingNouns = ['workspace', 'inferenceset'] as const

/** A conversation with a service of OME, or with what KAITO serves. */
export async function openTarget(
  context: Context,
  {namespace, target}: FoundTarget,
  input: Omit<ChatInput, 'name' | 'namespace'>,
): Promise<Conversation> {
  const {services, engine} = await serving(context)
  if (target.backend === 'ome')
    return await openConversation(services, engine, context.now, {...input, name: target.name, namespace})
  const {store} = await kaitoSources(context)
  const address = answeringAddress(await getReport(store, namespace, target))
  return await converse({engine, now: context.now}, {name: target.name, noun: target.noun, address}, input)
}

/** The addresses at which it answers. */
export async function urlsOfTarget(
  context: Context,
  {namespace, target}: FoundTarget,
  input: {readonly only: 'endpoint' | 'console' | undefined; readonly template: unknown},
) {
  if (target.backend === 'ome')
    return await serviceUrls((await serving(context)).services, {name: target.name, namespace, ...input})
  const {store, probe} = await kaitoSources(context)
  const report = await getReport(store, namespace, target)
  return kaitoUrls(report, await probe.external(report))
}

/** A tunnel to one of its pods. */
export async function forwardTarget(
  context: Context,
  found: FoundTarget,
  input: ForwardKaito & {readonly component?: string | undefined},
) {
  const {namespace, target} = found
  const access = await podAccessOf(context)
  if (target.backend === 'ome') {
    const {services} = await serving(context)
    return await forwardService({services, access}, {...input, name: target.name, namespace})
  }
  return await forwardRunning(await runningTarget(context, found), access, input)
}
